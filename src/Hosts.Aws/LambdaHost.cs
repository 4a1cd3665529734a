using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serverless.Api.Hosting;
using Serverless.Core.Service;
using Serverless.Hosts.Aws.Events;
using Serverless.Hosts.Aws.Runtime;
using Serverless.Hosts.Aws.Secrets;
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
    /// <param name="stores">The clouds whose stores this host reaches.</param>
    /// <param name="add">Adds the services.</param>
    /// <param name="configure">Adds the pipeline.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args,
        RuntimeApi api,
        StoreProviders stores,
        Action<WebApplicationBuilder> add,
        Action<WebApplication> configure
    )
    {
        using var http = new HttpClient();
        var secrets = SecretsOf(http);
        if (await secrets.ReadAsync(CancellationToken.None) is { Count: > 0 } unread)
            return await FailedAsync(api, "Runtime.SecretNotRead", string.Join(" ", unread), null);
        CaptionSettings settings;
        try
        {
            settings = CaptionSettings.FromEnvironment(HostProfile.Aws);
        }
        catch (SettingsException wrong)
        {
            return await FailedAsync(api, "Runtime.InvalidSettings", wrong.Message, null);
        }

        // 1. The models load while the application is built and runs for the first time; no call is taken before both are done.
        ServiceParts parts;
        try
        {
            var clock = TimeProvider.System;
            var logger = LambdaLog.Provider.CreateLogger(nameof(ServiceParts));
            parts = ServiceParts.Create(settings, StoreSetup.Open(settings, stores, clock), clock, logger);
        }
        catch (SettingsException wrong)
        {
            return await FailedAsync(api, "Runtime.InvalidSettings", wrong.Message, null);
        }

        using var ending = parts;
        var service = parts.Service;
        WebApplication app;
        try
        {
            var loading = Task.Run(service.Start);
            // Empty: no Kestrel, no files of configuration (the settings are read already), no log provider.
            var builder = WebApplication.CreateEmptyBuilder(
                new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
            );
            builder.Configuration.AddEnvironmentVariables(); // the exporter of telemetry reads its own from there
            add(builder);
            builder.Services.AddSingleton(Options.Create(settings));
            builder.Services.AddSingleton(parts);
            builder.Services.AddSingleton(secrets);
            app = builder.Build();
            configure(app);
            app.Lifetime.ApplicationStopping.Register(service.Drain);
            await app.StartAsync();
            await loading;
            Ready(service);
        }
        catch (SettingsException wrong)
        {
            return await FailedAsync(api, "Runtime.InvalidSettings", wrong.Message, null); // a store that cannot be opened
        }
        catch (Exception error)
        {
            return await FailedAsync(api, "Runtime.ModelNotLoaded", StartError.Of(error), error is InvalidDataException ? null : error);
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

    private static SecretSettings SecretsOf(HttpClient http) =>
        new(
            new SecretClient(http, TimeProvider.System, Environment.GetEnvironmentVariable),
            TimeProvider.System,
            Environment.GetEnvironmentVariable,
            Environment.SetEnvironmentVariable,
            Path.Combine(Path.GetTempPath(), "caption-secrets")
        );

    private static async Task<int> FailedAsync(RuntimeApi api, string type, string why, Exception? error)
    {
        LambdaLog.Lines.Write("CRITICAL", "cannot start", ("why", why), ("exception", error));
        await api.InitFailedAsync(type, why);
        return 1;
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
            ("firstCaptionMs", times.FirstAnswer),
            ("sinceStartMs", (DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds)
        );
    }
}
