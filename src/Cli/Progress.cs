using Spectre.Console;

namespace Serverless.Cli;

/// <summary>A progress bar on standard error, only where a person watches: on a terminal, for more than one picture, unless asked to be quiet.</summary>
internal static class Progress
{
    /// <summary>Runs work over items, in order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="isWanted">False for no bar.</param>
    /// <param name="hasColor">False for a bar without colours.</param>
    /// <param name="work">Called for each.</param>
    public static async Task RunAsync<T>(IReadOnlyList<T> items, bool isWanted, bool hasColor, Func<T, Task> work)
    {
        if (!isWanted || items.Count < 2 || Console.IsErrorRedirected || !Console.IsOutputRedirected)
        {
            foreach (var item in items) await work(item);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error), ColorSystem = hasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors });
        await console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask($"0 of {items.Count}", maxValue: items.Count);
                for (var i = 0; i < items.Count; i++)
                {
                    await work(items[i]);
                    bar.Increment(1);
                    bar.Description = $"{i + 1} of {items.Count}";
                }
            });
    }
}
