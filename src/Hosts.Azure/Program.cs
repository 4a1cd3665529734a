using Serverless.Hosting.Http;
using Serverless.Hosting.Settings;
using Serverless.Hosts.Azure;
using Serverless.Storage.Azure;

if (FunctionsHost.Fault() is { } fault)
{
    await Console.Error.WriteLineAsync(fault);
    return 2;
}

return await CaptionWebHost.RunAsync(
    HostProfile.Azure,
    args,
    servesPage: false,
    logging => logging.AddSimpleConsole(console => console.SingleLine = true),
    (clock, patience, environment) => [new AzureStores(clock, patience, environment)],
    FunctionsHost.AnswerAsync);
