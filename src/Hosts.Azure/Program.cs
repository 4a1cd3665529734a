using Serverless.Api.Hosting;
using Serverless.Hosts.Azure;
using Serverless.Hosts.Azure.Triggers;
using Serverless.Settings;
using Serverless.Storage.Azure;

if (FunctionsHost.Fault() is { } fault)
{
    await Console.Error.WriteLineAsync(fault);
    return 2;
}

var folders = FunctionFolders.Read(FunctionsHost.Root);
foreach (var open in folders.Faults)
    await Console.Error.WriteLineAsync(open);
var triggers = new TriggerEntry(folders);
return await CaptionWebHost.RunAsync(
    HostProfile.Azure,
    args,
    servesPage: false,
    logging => logging.AddSimpleConsole(console => console.SingleLine = true),
    (clock, timeout, environment) => [new AzureStores(clock, timeout, environment)],
    context => FunctionsHost.AnswerAsync(context, triggers)
);
