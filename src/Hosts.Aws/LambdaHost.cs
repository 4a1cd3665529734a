using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
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
    /// Puts the Runtime API in the place of Kestrel. Who has the package Amazon.Lambda.AspNetCoreServer.Hosting may write
    /// <c>services.AddAWSLambdaHosting(LambdaEventSource.HttpApi)</c> instead, and loses upload events.
    /// </summary>
    public static IServiceCollection AddLambdaServer(this IServiceCollection services, RuntimeApi api) =>
        services
            .AddSingleton(api)
            .AddSingleton<TelemetryFlush>()
            .AddSingleton<InvocationLoop>()
            .AddSingleton<UploadEvents>()
            .AddSingleton<IServer, LambdaServer>();

    /// <summary>Builds the application, loads the models within the init phase, and serves until the process is asked to end.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="api">Is told of a start that fails.</param>
    /// <param name="configure">Adds the pipeline.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(this WebApplicationBuilder builder, RuntimeApi api, Action<WebApplication> configure)
    {
        WebApplication app;
        try
        {
            app = builder.Build();
            configure(app);
            Load(app);
        }
        catch (Exception error)
        {
            var why = error is SettingsException ? error.Message : StartError.Of(error);
            var shown = error is SettingsException or InvalidDataException ? null : error;
            LambdaLog.Lines.Write("CRITICAL", "cannot start", ("why", why), ("exception", shown));
            await api.InitFailedAsync(error is SettingsException ? "Runtime.InvalidSettings" : "Runtime.ModelNotLoaded", why);
            return 1;
        }

        await using (app)
        {
            try
            {
                if (Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start")
                    await api.RestoreNextAsync(app.Lifetime.ApplicationStopping);
                await app.RunAsync();
            }
            catch (RuntimeApiException broken)
            {
                LambdaLog.Lines.Write("CRITICAL", "the Runtime API is gone", ("why", broken.Message));
                return 1;
            }
            catch (OperationCanceledException)
            {
                // asked to end while still in the snapshot
            }

            return Environment.ExitCode;
        }
    }

    private static void Load(WebApplication app)
    {
        var service = app.Services.GetRequiredService<CaptionService>();
        service.Start();
        app.Lifetime.ApplicationStopping.Register(service.Drain);
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
