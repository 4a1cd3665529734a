using Serverless.Core;
using Serverless.Settings;

namespace Serverless.Cli;

/// <summary>The one broad catch: what broke becomes an exit code and a line, never a stack.</summary>
internal static class Guard
{
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception error)
        {
            return Report(error);
        }
    }

    /// <summary>Writes the error; returns the exit code.</summary>
    public static int Report(Exception error)
    {
        var (line, code) = error switch
        {
            AggregateException { InnerExceptions: [var only] } => (null, Report(only)),
            StoppedException stopped => (stopped.Message, stopped.ExitCode),
            OutputFailedException => ($"stopped: {error.Message}", ExitCode.TryAgain),
            OperationCanceledException => ("stopped", ExitCode.TryAgain),
            SettingsException or InvalidDataException => (error.Message, ExitCode.WrongUsage), // all faults, one a line
            NativeLibraryException => (SingleLine.Flatten(error.Message), ExitCode.WrongUsage),
            _ => (SingleLine.Flatten($"internal failure: {error.GetType().Name}: {error.Message}"), ExitCode.Internal),
        };
        if (line is not null)
            Console.Error.WriteLine(line);
        return code;
    }
}
