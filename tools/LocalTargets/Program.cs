using System.CommandLine;
using Serverless.LocalTargets;
using Serverless.LocalTargets.Commands;
using Serverless.LocalTargets.Processes;

CleanEnvironment.Apply();
var root = new RootCommand("Local stand-ins of the platforms: real host packages side by side, with weighted traffic.")
{
    ServeCommand.Create(),
    StopCommand.Create(),
    StoresCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("local-targets -h shows the commands.");
    return ExitCode.WrongUsage;
}

try
{
    var plain = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await parsed.InvokeAsync(plain);
}
catch (Exception error) when (error is InvalidDataException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return ExitCode.WrongUsage;
}
catch (Exception error)
{
    await Console.Error.WriteLineAsync($"internal failure: {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}");
    return ExitCode.Internal;
}
