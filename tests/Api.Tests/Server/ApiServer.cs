using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Core.Service;

namespace Serverless.Api.Tests.Server;

/// <summary>The whole application in this process, without a socket; models are loaded where a test says so.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, RecordedLog log) => (_app, Log) = (app, log);

    public RecordedLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public CaptionService Service => _app.Services.GetRequiredService<CaptionService>();

    /// <summary>Starts one.</summary>
    /// <param name="settings">Settings by name.</param>
    public static Task<ApiServer> StartAsync(params (string Name, string Value)[] settings) => StartAsync(_ => { }, settings);

    /// <summary>Starts one with services that take the place of its own.</summary>
    /// <param name="add">Adds them.</param>
    /// <param name="settings">Settings by name.</param>
    public static async Task<ApiServer> StartAsync(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        var (builder, log) = (WebApplication.CreateEmptyBuilder(new WebApplicationOptions()), new RecordedLog());
        builder.WebHost.UseTestServer();
        builder.Services.AddTestCaptioning(settings, log);
        add(builder.Services);
        var app = builder.Build();
        app.UseCaptioning();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiServer(app, log);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="headers">Headers; those that are empty are left out.</param>
    public Task<ApiAnswer> SendAsync(string method, string path, byte[]? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(
            method,
            path,
            body is null ? Stream.Null : new MemoryStream(body, writable: false),
            [.. headers, ("Content-Length", (body?.Length ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture))],
            TestContext.Current.CancellationToken
        );

    /// <summary>Sends a request whose body is what a test makes it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Headers, the length of the body among them where it is announced; those that are empty are left out.</param>
    /// <param name="cancellationToken">The caller goes away.</param>
    public async Task<ApiAnswer> SendAsync(
        string method,
        string path,
        Stream body,
        (string Name, string Value)[] headers,
        CancellationToken cancellationToken
    )
    {
        var context = await _app.GetTestServer()
            .SendAsync(
                request =>
                {
                    (request.Request.Method, request.Request.Path, request.Request.Body) = (method, path, body);
                    foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
                        request.Request.Headers.Append(name, value);
                },
                cancellationToken
            );
        using var content = new MemoryStream();
        await context.Response.Body.CopyToAsync(content, cancellationToken);
        return new ApiAnswer(context.Response.StatusCode, context.Response.Headers, content.ToArray());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>An answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body, whole.</param>
internal sealed record ApiAnswer(int Status, IHeaderDictionary Headers, byte[] Body);
