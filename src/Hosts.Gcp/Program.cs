using Serverless.Api.Hosting;
using Serverless.Api.Telemetry;
using Serverless.Hosts.Gcp;
using Serverless.Hosts.Gcp.Events;
using Serverless.Settings;
using Serverless.Storage.Gcp;

if (!FunctionSignatureReader.TryRead(Environment.GetEnvironmentVariable("FUNCTION_SIGNATURE_TYPE"), out var signature, out var fault))
{
    await Console.Error.WriteLineAsync(fault);
    return 2;
}

return await CaptionWebHost.RunAsync(
    HostProfile.Gcp,
    args,
    servesPage: false,
    logging =>
        logging.AddProvider(new JsonLogProvider(new JsonLog(Console.OpenStandardOutput(), TimeProvider.System), CloudLogging.FieldOf)),
    (clock, timeout, environment) => [new GoogleStores(clock, timeout, environment)],
    new EventEntry(signature).AnswerAsync
);
