using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Api;
using Serverless.Api.Hosting;
using Serverless.Api.Telemetry;
using Serverless.Core.Service;
using Serverless.Hosts.Azure;
using Serverless.Hosts.Azure.Triggers;
using Serverless.Settings;
using Serverless.Storage.Azure;

if (await HostTrial.TryRunAsync(args, HostProfile.Azure) is { } tried)
    return tried;
if (WorkerStart.FindError(args) is { } error)
    return await WorkerStart.EndAsync(error);
try
{
    // Hosted services start in the order in which they are added, and end in the reverse: the stream to the Functions host is the first,
    // the server the second. Ours come after both: they find a worker that answers, and end while it can still answer.
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
    // The worker's own server would stop at 30,000,000 bytes.
    builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = HostProfile.Azure.MaxAllowedBodyBytes);
    builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.ShutdownTimeout);
    builder.Services.AddCaptioning(HostProfile.Azure, (clock, timeout, environment) => [new AzureStores(clock, timeout, environment)]);
    builder.Services.AddCaptioningTelemetry(HostProfile.Azure);
    builder.Services.AddModelLoading();
    builder.Services.AddSingleton<HttpPipeline>();
    builder.Services.AddSingleton<UploadDelivery>();
    builder.Services.AddSingleton<IFunctionMetadataProvider>(FunctionList.Create);
    builder.UseMiddleware<Drain>();
    builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());

    using var host = builder.Build();
    // An error in the pipeline, such as a wrong file of keys, ends the start and not the first request.
    host.Services.GetRequiredService<HttpPipeline>();
    await host.RunAsync();
}
catch (SettingsException wrong)
{
    return await WorkerStart.EndAsync(wrong.Message);
}
catch (OperationCanceledException)
{
    // The process was stopped while still starting.
}
catch (Exception broken) when (broken is IOException or InvalidDataException or InvalidOperationException)
{
    return await WorkerStart.EndAsync($"cannot start: {StartError.Of(broken)}");
}

return Environment.ExitCode;
