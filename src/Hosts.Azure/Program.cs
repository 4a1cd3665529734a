using Serverless.Hosting.Http;
using Serverless.Hosting.Settings;
using Serverless.Hosts.Azure;

if (FunctionsHost.Fault() is { } fault)
{
    await Console.Error.WriteLineAsync(fault);
    return 2;
}

return await CaptionWebHost.RunAsync(HostProfile.Azure, args, servesPage: false, logging => logging.AddSimpleConsole(console => console.SingleLine = true), FunctionsHost.AnswerAsync);
