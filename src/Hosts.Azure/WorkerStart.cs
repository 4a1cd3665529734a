using Serverless.Core.Service;

namespace Serverless.Hosts.Azure;

/// <summary>Checks how the Functions host has started this worker.</summary>
internal static class WorkerStart
{
    private const string HostAddress = "--functions-uri";

    /// <summary>
    /// The platform's own placeholder process (FunctionsNetHost) sets this where it loads the program: once it is specialised, when the
    /// settings stand in the environment. It holds the stream itself and hands over no arguments.
    /// </summary>
    private const string PlaceholderSwitch = "AZURE_FUNCTIONS_NATIVE_HOST";

    /// <summary>What is wrong with the way this program is started.</summary>
    /// <param name="args">Arguments of the command line.</param>
    /// <returns>One line, or null when nothing is wrong.</returns>
    public static string? FindError(IReadOnlyList<string> args)
    {
        var isSpecialised = AppContext.GetData(PlaceholderSwitch) is "1";
        if (!isSpecialised && !args.Any(arg => arg == HostAddress || arg.StartsWith(HostAddress + '=', StringComparison.Ordinal)))
            return $"{HostAddress} is not given: this program is a worker that the Azure Functions host starts.";
        foreach (var ours in (string[])["CAPTION_PORT", "CAPTION_ADDRESS"])
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ours)))
                return $"{ours} is set; the worker listens on a free port of this machine alone, and the Functions host finds it.";
        }

        return null;
    }

    /// <summary>Ends the start with its reason on the standard error output, which the platform shows.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> EndAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return StartError.ExitCode;
    }
}
