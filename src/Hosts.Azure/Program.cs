using Serverless.Api;
using Serverless.Api.Hosting;
using Serverless.Api.Telemetry;
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
var builder = WebHost.CreateBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Services.AddCaptioning(HostProfile.Azure, (clock, timeout, environment) => [new AzureStores(clock, timeout, environment)]);
builder.Services.AddCaptioningTelemetry(HostProfile.Azure);
builder.Services.AddListening();
builder.Services.AddModelLoading();
return await builder.RunAsync(app =>
{
    app.Use(
        async (context, next) =>
        {
            if (!await FunctionsHost.AnswerAsync(context, triggers))
                await next(context);
        }
    );
    app.UseCaptioning();
});
