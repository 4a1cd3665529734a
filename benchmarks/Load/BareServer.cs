using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Benchmarks.Load;

/// <summary>Kestrel without anything behind it: reads a body and answers a document of a given size.</summary>
internal sealed class BareServer : IDisposable
{
    private readonly WebApplication _application;

    private BareServer(WebApplication application) => _application = application;

    public string Address => _application.Urls.First();

    /// <summary>Starts one on a free port of this machine.</summary>
    /// <param name="bytes">Size of its answers.</param>
    public static BareServer Start(int bytes)
    {
        const string Document = """{"timings":{"totalMs":0},"text":"#"}""";
        var answer = Document.Replace("#", new string('-', Math.Max(1, bytes - Document.Length + 1)), StringComparison.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(async context =>
        {
            using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer, context.RequestAborted);
        });
        application.Start();
        return new BareServer(application);
    }

    public void Dispose() => _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
