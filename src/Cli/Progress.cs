using Spectre.Console;

namespace Serverless.Cli;

/// <summary>
/// A progress bar on standard error, only where a person watches: on a terminal, for more than one picture, unless asked to be quiet.
/// </summary>
internal static class Progress
{
    /// <summary>Runs work over items, in order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="isWanted">False for no bar.</param>
    /// <param name="hasColor">False for a bar without colours.</param>
    /// <param name="work">Called for each.</param>
    public static async Task RunAsync<T>(IReadOnlyList<T> items, bool isWanted, bool hasColor, Func<T, Task> work)
    {
        await RunAsync(
            items.Count,
            isWanted,
            hasColor,
            async step =>
            {
                foreach (var item in items)
                {
                    await work(item);
                    step();
                }
            }
        );
    }

    /// <summary>Runs work that reports its steps itself, in any order.</summary>
    /// <param name="count">How many steps there are.</param>
    /// <param name="isWanted">False for no bar.</param>
    /// <param name="hasColor">False for a bar without colours.</param>
    /// <param name="work">Calls what it is given once a step.</param>
    public static async Task RunAsync(int count, bool isWanted, bool hasColor, Func<Action, Task> work)
    {
        if (!isWanted || count < 2 || Console.IsErrorRedirected || !Console.IsOutputRedirected)
        {
            await work(static () => { });
            return;
        }

        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Console.Error),
                ColorSystem = hasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );
        await console
            .Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask($"0 of {count}", maxValue: count);
                var done = 0;
                await work(() =>
                {
                    bar.Increment(1);
                    bar.Description = $"{Interlocked.Increment(ref done)} of {count}";
                });
            });
    }
}
