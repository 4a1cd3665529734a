using Serverless.Ledger;
using Serverless.Settings;

namespace Serverless.Delivery;

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
            var (line, code) = error switch
            {
                OperationCanceledException => ("stopped", ExitCode.TryAgain),
                SettingsException or InvalidDataException => (error.Message, ExitCode.WrongUsage),
                _ => ($"internal failure: {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}", ExitCode.Internal),
            };
            await Console.Error.WriteLineAsync(line);
            return code;
        }
    }
}
