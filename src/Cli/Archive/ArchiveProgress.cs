using Serverless.Archives;
using Serverless.Archives.Scanning;
using Serverless.Archives.Work;
using Serverless.Results;
using Spectre.Console;

namespace Serverless.Cli.Archive;

/// <summary>Shows how far a run is: a bar on a terminal, a line every half minute in a log.</summary>
internal static class ArchiveProgress
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(250),
        LogBeat = TimeSpan.FromSeconds(30);

    public static async Task ShowAsync(
        ArchiveRequest request,
        ArchivePlan plan,
        ResultStore resultStore,
        RunMeter meter,
        ArchiveSummary summary,
        Func<Task> work,
        CancellationToken cancellationToken
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var showing =
            request.IsQuiet ? Task.CompletedTask
            : Console.IsErrorRedirected ? LogAsync(meter, ending.Token)
            : BarAsync(request, plan, resultStore, meter, summary, ending.Token);
        try
        {
            await work();
        }
        finally
        {
            await ending.CancelAsync();
            await showing;
        }
    }

    private static async Task LogAsync(RunMeter meter, CancellationToken cancellationToken)
    {
        while (await WaitAsync(LogBeat, cancellationToken))
            await Console.Error.WriteLineAsync($"{meter.Seen:N0} pictures; {Describe(meter)}");
    }

    private static async Task BarAsync(
        ArchiveRequest request,
        ArchivePlan plan,
        ResultStore resultStore,
        RunMeter meter,
        ArchiveSummary summary,
        CancellationToken cancellationToken
    )
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Console.Error),
                ColorSystem = request.HasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );
        var previousSink = summary.Sink;
        summary.Sink = line => console.MarkupLine(Markup.Escape(line));
        await console
            .Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("counting", autoStart: true, maxValue: 1);
                bar.IsIndeterminate = true;
                var counting = CountAsync(plan, resultStore, cancellationToken);
                do
                {
                    var total = counting.IsCompletedSuccessfully ? counting.Result : 0;
                    if (total > 0)
                    {
                        bar.IsIndeterminate = false;
                        bar.MaxValue = total;
                        bar.Value = Math.Min(meter.Seen + meter.Others, total);
                    }

                    bar.Description = Markup.Escape(
                        $"{meter.Seen:N0}{(total > 0 ? $" of {total:N0}" : "")}; {Describe(meter)}{TimeLeft(meter, total)}"
                    );
                } while (await WaitAsync(RefreshInterval, cancellationToken));
            });
        summary.Sink = previousSink;
    }

    /// <summary>Lists once more to count: only for the progress bar.</summary>
    private static async Task<long> CountAsync(ArchivePlan plan, ResultStore resultStore, CancellationToken cancellationToken)
    {
        try
        {
            long count = 0;
            await foreach (var chunk in new ArchiveScan(resultStore, plan).ChunksAsync(cancellationToken))
                count += chunk.Value?.Pictures.Count ?? 0;
            return plan.Limit is { } limit ? Math.Min(limit, count) : count;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static string Describe(RunMeter meter)
    {
        var rate = meter.Worked / Math.Max(0.001, meter.Elapsed.TotalSeconds);
        var verdicts = string.Join(
            ", ",
            meter
                .Verdicts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value:N0}"))
        );
        var retries = meter.Retries;
        var toRetry = retries > 0 ? FormattableString.Invariant($", {retries:N0} to try again") : "";
        return FormattableString.Invariant($"{rate:F1} a second{(verdicts.Length > 0 ? "; " + verdicts : "")}{toRetry}");
    }

    private static string TimeLeft(RunMeter meter, long total)
    {
        if (total <= meter.Seen || meter.Seen == 0)
            return "";
        var left = TimeSpan.FromSeconds(meter.Elapsed.TotalSeconds / meter.Seen * (total - meter.Seen));
        return left.TotalHours >= 1 ? FormattableString.Invariant($"; {left.TotalHours:F1} h left")
            : left.TotalMinutes >= 1 ? FormattableString.Invariant($"; {left.TotalMinutes:F0} min left")
            : FormattableString.Invariant($"; {left.TotalSeconds:F0} s left");
    }

    private static async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
