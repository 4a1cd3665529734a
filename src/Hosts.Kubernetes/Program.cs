using Serverless.Api;
using Serverless.Api.Hosting;
using Serverless.Api.InferenceProtocol;
using Serverless.Api.Telemetry;
using Serverless.Hosts.Kubernetes.Inference;
using Serverless.Settings;
using Serverless.Storage.Aws;
using Serverless.Storage.Azure;
using Serverless.Storage.Gcp;

if (await HostTrial.TryRunAsync(args, HostProfile.Kubernetes) is { } tried)
    return tried;

var builder = WebHost.CreateBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.AddCaptioning(
    HostProfile.Kubernetes,
    (clock, timeout, environment) =>
        [
            new S3Stores(clock, timeout, environment),
            new AzureStores(clock, timeout, environment),
            new GoogleStores(clock, timeout, environment),
        ]
);
builder.Services.AddCaptioningTelemetry(HostProfile.Kubernetes, isScraped: MetricsPort.IsSet(builder.Configuration));
builder.Services.AddInferenceProtocol();
builder.Services.AddGrpcPort();
builder.Services.AddListening();
builder.Services.AddModelLoading();
builder.Services.AddFolderWatching();
return await builder.RunAsync(app =>
{
    app.UseMetricsPort();
    app.UseGrpcPort();
    app.UseCaptioning(routes =>
    {
        routes.MapPage();
        routes.MapInferenceProtocol();
    });
});
