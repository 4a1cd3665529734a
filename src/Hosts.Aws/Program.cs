using System.Globalization;
using System.Runtime.InteropServices;
using Serverless.Api.Endpoints;
using Serverless.Api.Telemetry;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Hosts.Aws;
using Serverless.Hosts.Aws.Runtime;
using Serverless.Settings;
using Serverless.Storage.Aws;

var log = new JsonLog(Console.OpenStandardOutput(), TimeProvider.System);
if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } authority)
{
    log.Write(
        "CRITICAL",
        "AWS_LAMBDA_RUNTIME_API is not set: this program runs on Lambda, or before something that speaks its Runtime API"
    );
    return 2;
}

MemoryLimit.Apply(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
using var api = new RuntimeApi(authority);
CaptionService service;
RequestHandler handler;
CaptionSettings settings;
try
{
    settings = CaptionSettings.FromEnvironment(HostProfile.Aws);
    var stores = StoreSetup.Open(
        settings,
        (clock, timeout, environment) => [new S3Stores(clock, timeout, environment)],
        TimeProvider.System
    );
    service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
    handler = RequestHandler.Create(
        service,
        settings,
        TimeProvider.System,
        fault => log.Write("ERROR", "the keys stay as they were", ("fault", fault)),
        stores,
        servesPage: false
    );
    service.Start();
}
catch (Exception error)
{
    var why = error is SettingsException ? error.Message : StartError.Of(error);
    log.Write("CRITICAL", "cannot start", ("why", why), ("exception", error is SettingsException or InvalidDataException ? null : error));
    await api.InitFailedAsync(error is SettingsException ? "Runtime.InvalidSettings" : "Runtime.ModelNotLoaded", why);
    return 1;
}

using var telemetry = OtlpExport.Start(HostProfile.Aws);
using var stopping = new CancellationTokenSource();
using var signal = PosixSignalRegistration.Create(
    PosixSignal.SIGTERM,
    context =>
    {
        context.Cancel = true;
        service.Drain();
        stopping.Cancel();
    }
);
var times = service.StartTimes!;
log.Write(
    "INFO",
    "ready",
    ("model", service.Models!.Identity.Name),
    ("version", service.Models.Identity.Version),
    ("decoder", times.Decoder),
    ("nativesMs", times.Natives),
    ("modelsMs", times.Models),
    ("firstCaptionMs", times.FirstCaption),
    ("sinceStartMs", (DateTime.UtcNow - System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds)
);
try
{
    if (Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start")
        await api.RestoreNextAsync(stopping.Token);
    var pollers = int.TryParse(
        Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var most
    )
        ? Math.Max(1, most)
        : 1;
    await new InvocationLoop(
        api,
        new Dispatcher(handler, TimeProvider.System, log).DispatchAsync,
        TimeProvider.System,
        log,
        () => telemetry?.Flush()
    ).RunAsync(pollers, stopping.Token);
    return 0;
}
catch (RuntimeApiException broken)
{
    log.Write("CRITICAL", "the Runtime API is gone", ("why", broken.Message));
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 0; // asked to end while still in the snapshot
}
finally
{
    service.Dispose();
}
