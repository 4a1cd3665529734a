using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Core.Service;
using Serverless.Settings;

namespace Serverless.Api.Hosting;

/// <summary>A host that listens: what is the same on every platform.</summary>
public static class WebHost
{
    /// <summary>Makes a builder with an empty log.</summary>
    /// <param name="args">Arguments of the command line.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The framework would watch the folder for changes of an appsettings.json that nobody reads again.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Logging.ClearProviders();
        return builder;
    }

    /// <summary>What the end takes after the longest request; the grace period of deploy/kubernetes counts with it.</summary>
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Listens where <c>CAPTION_ADDRESS</c> and <c>CAPTION_PORT</c> say. Asked to end, the host gives requests that it took the whole
    /// of <c>CAPTION_DEADLINE_SECONDS</c>, and itself five seconds more.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddListening(this IServiceCollection services)
    {
        services
            .AddOptions<HostOptions>()
            .Configure<IOptions<CaptionSettings>>((host, settings) => host.ShutdownTimeout = settings.Value.Deadline + EndTime);
        return services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
    }

    /// <summary>Builds the application and runs it until it is stopped.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Adds the pipeline.</param>
    /// <returns>The exit code: 2 for wrong settings and models that cannot be loaded.</returns>
    public static async Task<int> RunAsync(this WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        try
        {
            await using var app = builder.Build();
            configure(app);
            await app.RunAsync();
        }
        catch (SettingsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return StartError.ExitCode;
        }
        catch (OperationCanceledException)
        {
            // The process was stopped while the server was still starting.
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException)
        {
            // The port is taken, or the file of keys has got an error meanwhile.
            await Console.Error.WriteLineAsync($"cannot start: {StartError.Of(error)}");
            return StartError.ExitCode;
        }

        return Environment.ExitCode;
    }

    private sealed class KestrelSetup(IOptions<CaptionSettings> settings) : IConfigureOptions<KestrelServerOptions>
    {
        public void Configure(KestrelServerOptions options)
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null; // RequestBodies enforces the limit, and its answer names it
            options.Listen(settings.Value.Address, settings.Value.Port, listen => listen.Protocols = HttpProtocols.Http1);
            if (settings.Value.MetricsPort is { } metrics)
                Listen(options, metrics, HttpProtocols.Http1, OwnPort.Metrics);
            if (settings.Value.GrpcPort is { } grpc)
                Listen(options, grpc, HttpProtocols.Http2, OwnPort.Grpc); // without TLS a port speaks one version
        }

        private void Listen(KestrelServerOptions options, int port, HttpProtocols protocols, OwnPort purpose) =>
            options.Listen(
                settings.Value.Address,
                port,
                listen =>
                {
                    listen.Protocols = protocols;
                    purpose.Mark(listen);
                }
            );
    }
}
