using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Endpoints;
using Serverless.Settings;

namespace Serverless.Api.Tests.OpenApi;

/// <summary>The OpenAPI document as a host gives it, in process and without models.</summary>
internal sealed record GeneratedDocument(byte[] Text, IReadOnlyList<RouteEndpoint> Endpoints)
{
    private static readonly Lazy<Task<GeneratedDocument>> Kubernetes = new(() => OfAsync(HostProfile.Kubernetes));

    public JsonElement Root { get; } = JsonDocument.Parse(Text).RootElement;

    public static Task<GeneratedDocument> GetAsync() => Kubernetes.Value;

    public static async Task<GeneratedDocument> OfAsync(HostProfile host)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Some.Host" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("CAPTION_AUTH", "platform")]);
        builder.Services.AddCaptioning(host, (_, _, _) => []);
        await using var app = builder.Build();
        app.UseCaptioning(routes => routes.MapPage());
        await app.StartAsync(TestContext.Current.CancellationToken);
        var text = await app.GetTestClient().GetByteArrayAsync(Routes.OpenApi, TestContext.Current.CancellationToken);
        return new GeneratedDocument(text, [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()]);
    }

    public JsonElement Schema(string name) => Root.GetProperty("components").GetProperty("schemas").GetProperty(name);
}
