using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Hosts.Aws.Events;
using Serverless.Hosts.Aws.Runtime;
using Serverless.Hosts.Aws.Server;
using Serverless.Settings;

namespace Serverless.Hosts.Aws;

/// <summary>Runs the application on Lambda.</summary>
internal static class LambdaHost
{
    /// <summary>
    /// Replaces Kestrel with the Runtime API. Who has the package Amazon.Lambda.AspNetCoreServer.Hosting may write
    /// <c>services.AddAWSLambdaHosting(LambdaEventSource.HttpApi)</c> instead, and loses upload events.
    /// </summary>
    public static IServiceCollection AddLambdaServer(this IServiceCollection services, RuntimeApi api) =>
        services
            .AddSingleton(api)
            .AddSingleton<TelemetryFlush>()
            .AddSingleton<InvocationLoop>()
            .AddSingleton<UploadEvents>()
            .AddSingleton<LambdaServer>()
            .AddSingleton<IServer>(provider => provider.GetRequiredService<LambdaServer>());

    /// <summary>Loads the models and builds the application within the init phase, and serves until the process is stopped.</summary>
    /// <param name="args">Words of the command line.</param>
    /// <param name="api">Receives the error of a start that fails.</param>
    /// <param name="add">Adds the services.</param>
    /// <param name="configure">Adds the pipeline.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args,
        RuntimeApi api,
        Action<WebApplicationBuilder> add,
        Action<WebApplication> configure
    )
    {
        WebApplication app;
        try
        {
            // 1. The models load while the application is built and runs for the first time; no call is taken before both are done.
            var settings = CaptionSettings.FromEnvironment(HostProfile.Aws);
            var service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
            var loading = Task.Run(service.Start);
            // Empty: no Kestrel, no files of configuration (the settings are read already), no log provider.
            var builder = WebApplication.CreateEmptyBuilder(
                new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
            );
            builder.Configuration.AddEnvironmentVariables(); // the exporter of telemetry reads its own from there
            add(builder);
            builder.Services.AddSingleton(Options.Create(settings));
            builder.Services.AddSingleton(service);
            app = builder.Build();
            configure(app);
            app.Lifetime.ApplicationStopping.Register(service.Drain);
            await app.StartAsync();
            await loading;
            Ready(service);
        }
        catch (Exception error)
        {
            var why = error is SettingsException ? error.Message : StartError.Of(error);
            var shown = error is SettingsException or InvalidDataException ? null : error;
            LambdaLog.Lines.Write("CRITICAL", "cannot start", ("why", why), ("exception", shown));
            await api.InitFailedAsync(error is SettingsException ? "Runtime.InvalidSettings" : "Runtime.ModelNotLoaded", why);
            return 1;
        }

        // 2. Calls, until the process is stopped or the Runtime API is gone.
        await using (app)
        {
            try
            {
                if (Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start")
                    await api.RestoreNextAsync(app.Lifetime.ApplicationStopping);
                app.Services.GetRequiredService<LambdaServer>().TakeCalls();
                await app.WaitForShutdownAsync();
            }
            catch (RuntimeApiException broken)
            {
                LambdaLog.Lines.Write("CRITICAL", "the Runtime API is gone", ("why", broken.Message));
                return 1;
            }
            catch (OperationCanceledException)
            {
                // The process was stopped while still in the snapshot.
            }

            return Environment.ExitCode;
        }
    }

    private static void Ready(CaptionService service)
    {
        var (times, model) = (service.StartTimes!, service.Models!.Identity);
        LambdaLog.Lines.Write(
            "INFO",
            "ready",
            ("model", model.Name),
            ("version", model.Version),
            ("decoder", times.Decoder),
            ("nativesMs", times.Natives),
            ("modelsMs", times.Models),
            ("firstCaptionMs", times.FirstCaption),
            ("sinceStartMs", (DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds)
        );
    }
}
