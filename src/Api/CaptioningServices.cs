using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Api.Access;
using Serverless.Api.Endpoints;
using Serverless.Api.Hosting;
using Serverless.Api.OpenApi;
using Serverless.Api.Peers;
using Serverless.Api.Pictures;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Api.Telemetry;
using Serverless.Api.Watching;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Api;

/// <summary>What the application needs.</summary>
public static class CaptioningServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="host">What the platform fixes.</param>
    /// <param name="stores">The clouds whose stores this host reaches.</param>
    public static IServiceCollection AddCaptioning(this IServiceCollection services, HostProfile host, StoreProviders stores)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(CaptionIds.System);

        // All settings are checked together; the stores that they name are opened with them.
        services.AddSingleton(provider => SettingsOf(provider.GetRequiredService<IConfiguration>(), host));
        services.AddSingleton(provider => StoreSetup.Open(SettingsOf(provider), stores, provider.GetRequiredService<TimeProvider>()));

        // The pipeline, and what happens to stored pictures.
        services.AddSingleton(provider =>
            ServiceParts.Create(
                SettingsOf(provider),
                provider.GetRequiredService<BlobStores>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger<ServiceParts>()
            )
        );
        services.AddSingleton(provider => provider.GetRequiredService<ServiceParts>().Service);
        services.AddSingleton(provider => provider.GetRequiredService<ServiceParts>().Upkeep);
        services.AddSingleton(provider =>
            EventServices.Create(
                provider.GetRequiredService<CaptionService>(),
                SettingsOf(provider),
                provider.GetRequiredService<BlobStores>(),
                provider.GetRequiredService<TimeProvider>()
            )
        );

        // HTTP.
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        );
        services.AddRouting();
        services.AddSingleton<IProblemDetailsWriter, FrameworkProblems>(); // before the framework's own
        services.AddProblemDetails();
        services.AddExceptionHandler<BugHandler>();
        services.Configure<ExceptionHandlerOptions>(options => options.StatusCodeSelector = BugHandler.StatusOf);
        services.AddAccess();
        services.AddCaptionHealth();
        services.AddOpenApiDocument();
        services.AddSingleton<ResponseHeaders>();
        services.AddSingleton<RequestLogging>();
        services.AddSingleton<RequestBodies>();
        services.AddSingleton(provider =>
            ImageSources.Create(
                SettingsOf(provider),
                provider.GetRequiredService<BlobStores>(),
                Routes.UploadStart,
                provider.GetRequiredService<TimeProvider>()
            )
        );
        services.AddSingleton(provider => provider.GetRequiredService<ImageSources>().Pictures);
        services.AddSingleton(provider =>
        {
            var parts = provider.GetRequiredService<ServiceParts>();
            return new Fallback(SettingsOf(provider).Fallback, () => parts.Beyond);
        });
        services.AddSingleton<CaptionEndpoints>();
        services.AddSingleton<UploadEndpoints>();
        services.AddSingleton<ReviewEndpoint>();
        services.AddSingleton<ReviewQueueEndpoint>();
        services.AddSingleton<ReviewRates>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton(provider => new TrafficEndpoint(
            provider.GetRequiredService<ServiceParts>().TrafficReports,
            provider.GetRequiredService<CaptionService>(),
            provider.GetRequiredService<EventServices>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    /// <summary>Loads the models beside a server that answers meanwhile, and drains at the end.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddModelLoading(this IServiceCollection services) =>
        services.AddHostedService<ModelLoader>().AddHostedService<UpkeepService>();

    /// <summary>Captions what is put into <c>CAPTION_WATCH_FOLDER</c>.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddFolderWatching(this IServiceCollection services) => services.AddHostedService<FolderWatcher>();

    private static CaptionSettings SettingsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<CaptionSettings>>().Value;

    /// <summary>
    /// Names are the same in the environment and in the section <c>Caption</c> of appsettings.json. The framework's binder stops at the
    /// first value that it cannot convert; the settings' own reader names every error in one message.
    /// </summary>
    private static IOptions<CaptionSettings> SettingsOf(IConfiguration configuration, HostProfile host)
    {
        var file = configuration.GetSection("Caption");
        var names = configuration.AsEnumerable().Select(pair => pair.Key).Where(name => !name.Contains(':', StringComparison.Ordinal));
        return Options.Create(
            CaptionSettings.Read(host, name => configuration[name] ?? file[name], [.. names, .. file.GetChildren().Select(one => one.Key)])
        );
    }
}
