using Serverless.Hosting.Settings;

namespace Serverless.Cli;

/// <summary>The one broad catch: what broke becomes an exit code and a line.</summary>
internal static class Guard
{
    public static async Task<int> Guarded(this Task<int> command)
    {
        try
        {
            return await command;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped");
            return ExitCode.TryAgain;
        }
        catch (Exception wrong) when (wrong is SettingsException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return ExitCode.WrongUsage;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"internal failure: {error}");
            return ExitCode.Internal;
        }
    }
}
