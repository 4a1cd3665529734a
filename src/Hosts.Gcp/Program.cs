using Serverless.Api;
using Serverless.Api.Hosting;
using Serverless.Api.Telemetry;
using Serverless.Hosts.Gcp;
using Serverless.Hosts.Gcp.Events;
using Serverless.Settings;
using Serverless.Storage.Gcp;

if (await HostTrial.TryRunAsync(args, HostProfile.Gcp) is { } tried)
    return tried;
if (!FunctionSignatureReader.TryRead(Environment.GetEnvironmentVariable("FUNCTION_SIGNATURE_TYPE"), out var signature, out var error))
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}

var builder = WebHost.CreateBuilder(args);
builder.Logging.AddProvider(new JsonLogProvider(new JsonLog(Console.OpenStandardOutput(), TimeProvider.System), CloudLogging.FieldOf));
builder.Services.AddCaptioning(HostProfile.Gcp, (clock, timeout, environment) => [new GoogleStores(clock, timeout, environment)]);
builder.Services.AddCaptioningTelemetry(HostProfile.Gcp);
builder.Services.AddListening();
builder.Services.AddModelLoading();
return await builder.RunAsync(app =>
{
    app.Use(new EventPaths(signature).InvokeAsync);
    app.UseCaptioning();
});
