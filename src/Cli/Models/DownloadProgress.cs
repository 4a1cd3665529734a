using Serverless.Packages.Hub;
using Spectre.Console;

namespace Serverless.Cli.Models;

/// <summary>Bytes as they come, on standard error of a terminal alone.</summary>
internal static class DownloadProgress
{
    public static async Task RunAsync(bool isWanted, bool hasColor, Func<IProgress<HubProgress>?, Task> work)
    {
        if (!isWanted || Console.IsErrorRedirected)
        {
            await work(null);
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
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(progress => work(new Bar(progress.AddTask("asking the hub"))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
            task.Description = Markup.Escape(value.File);
        }
    }
}
