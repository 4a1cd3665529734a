using Serverless.Core.Service;

namespace Serverless.Hosts.Azure;

/// <summary>What the Functions host gives the worker it starts, and what cannot be given besides.</summary>
internal static class WorkerStart
{
    private const string HostAddress = "--functions-uri";

    /// <summary>
    /// The platform's own placeholder process (FunctionsNetHost) says so where it loads this program: once it is specialised, when the
    /// settings stand in the environment. It holds the stream itself and hands over no arguments.
    /// </summary>
    private const string PlaceholderSwitch = "AZURE_FUNCTIONS_NATIVE_HOST";

    /// <summary>What is wrong with the way this program is started.</summary>
    /// <param name="args">Words of the command line.</param>
    /// <returns>One line, or null when nothing is wrong.</returns>
    public static string? FindError(IReadOnlyList<string> args)
    {
        var isSpecialised = AppContext.GetData(PlaceholderSwitch) is "1";
        if (!isSpecialised && !args.Any(word => word == HostAddress || word.StartsWith(HostAddress + '=', StringComparison.Ordinal)))
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
