using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Api.Endpoints;
using Serverless.Api.Telemetry;
using Serverless.Api.Watching;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Api.Hosting;

/// <summary>A host that listens: the same on every platform but for its profile, its log and what it answers besides.</summary>
public static class CaptionWebHost
{
    /// <summary>Runs until asked to end.</summary>
    /// <param name="host">What the platform fixes.</param>
    /// <param name="args">Words of the command line.</param>
    /// <param name="servesPage">Whether <c>GET /</c> gives the page.</param>
    /// <param name="logging">Where lines go.</param>
    /// <param name="stores">The clouds whose stores it reaches.</param>
    /// <param name="first">Looks at every request first; true when it has answered.</param>
    /// <returns>The exit code: 2 for wrong settings and models that cannot be loaded.</returns>
    public static async Task<int> RunAsync(
        HostProfile host,
        string[] args,
        bool servesPage,
        Action<ILoggingBuilder> logging,
        StoreProviders stores,
        Func<HttpContext, ValueTask<bool>>? first = null
    )
    {
        CaptionSettings settings;
        BlobStores opened;
        try
        {
            settings = CaptionSettings.FromEnvironment(host);
            opened = StoreSetup.Open(settings, stores, TimeProvider.System);
        }
        catch (SettingsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        // The framework would watch the working folder, with everything in it, for changes of an appsettings.json that nobody reads again.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Logging.ClearProviders().AddFilter("Microsoft", LogLevel.Warning);
        logging(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Address, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddCaptioning(settings, opened, servesPage);
        using var telemetry = OtlpExport.Start(host);
        try
        {
            await using var app = builder.Build();
            var adapter = app.Services.GetRequiredService<HttpAdapter>();
            app.Run(
                first is null
                    ? adapter.HandleAsync
                    : async context =>
                    {
                        if (!await first(context))
                            await adapter.HandleAsync(context);
                    }
            );
            await app.RunAsync();
        }
        catch (OperationCanceledException)
        {
            // Asked to end while the server was still starting.
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException)
        {
            // the port is taken, a file of keys has become faulty meanwhile
            await Console.Error.WriteLineAsync($"cannot start: {StartError.Of(error)}");
            return StartError.ExitCode;
        }

        return Environment.ExitCode;
    }

    /// <summary>Adds what answers, and what loads the models beside the server.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="servesPage">Whether <c>GET /</c> gives the page.</param>
    public static void AddCaptioning(this IServiceCollection services, CaptionSettings settings, BlobStores stores, bool servesPage)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Service);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(CaptionIds.System);
        services.AddSingleton<CaptionService>();
        services.AddSingleton(provider =>
            RequestHandler.Create(
                provider.GetRequiredService<CaptionService>(),
                settings,
                TimeProvider.System,
                fault => AccessLog.KeysFault(provider.GetRequiredService<ILogger<RequestHandler>>(), fault),
                stores,
                servesPage
            )
        );
        services.AddSingleton(provider => new HttpAdapter(
            provider.GetRequiredService<RequestHandler>(),
            TimeProvider.System,
            provider.GetRequiredService<ILogger<HttpAdapter>>()
        ));
        services.AddHostedService<ModelLoader>();
        if (settings.Events.WatchFolder is { } watched)
            services.AddHostedService(provider => new FolderWatcher(
                watched,
                provider.GetRequiredService<RequestHandler>(),
                provider.GetRequiredService<CaptionService>(),
                TimeProvider.System,
                provider.GetRequiredService<ILogger<FolderWatcher>>()
            ));
    }
}
