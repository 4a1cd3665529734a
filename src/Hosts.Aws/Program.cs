using Microsoft.Extensions.Logging;
using Serverless.Api;
using Serverless.Api.Hosting;
using Serverless.Api.Telemetry;
using Serverless.Hosts.Aws;
using Serverless.Hosts.Aws.Runtime;
using Serverless.Settings;
using Serverless.Storage.Aws;

if (await HostTrial.TryRunAsync(args, HostProfile.Aws) is { } tried)
    return tried;
if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } authority)
{
    const string Why = "AWS_LAMBDA_RUNTIME_API is not set: this program runs on Lambda, or before something that speaks its Runtime API";
    LambdaLog.Lines.Write("CRITICAL", Why);
    return 2;
}

MemoryLimit.Apply(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
using var api = new RuntimeApi(authority);
StoreProviders stores = (clock, timeout, environment) => [new S3Stores(clock, timeout, environment)];
return await LambdaHost.RunAsync(
    args,
    api,
    stores,
    builder =>
    {
        builder.Logging.AddProvider(LambdaLog.Provider);
        builder.Services.AddCaptioning(HostProfile.Aws, stores);
        builder.Services.AddCaptioningTelemetry(HostProfile.Aws);
        builder.Services.AddLambdaServer(api);
    },
    app => app.UseCaptioning()
);
