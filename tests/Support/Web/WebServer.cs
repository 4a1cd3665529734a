using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Testing;

/// <summary>A web server on one loopback address that counts the connections it gets.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _connections;

    private WebServer(WebApplication app) => _app = app;

    public int Connections => _connections;

    public int Port { get; private set; }

    public static async Task<WebServer> StartAsync(IPAddress address, int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        WebServer? server = null;
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                address,
                port,
                listen =>
                    listen.Use(next =>
                        connection =>
                        {
                            Interlocked.Increment(ref server!._connections);
                            return next(connection);
                        }
                    )
            )
        );
        var app = builder.Build();
        server = new WebServer(app);
        app.Run(answer);
        await app.StartAsync();
        server.Port = new Uri(app.Urls.First()).Port;
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
