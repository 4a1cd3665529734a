using System.Globalization;
using Serverless.Archives;
using Serverless.Archives.Export;
using Serverless.Archives.Reports;
using Serverless.Archives.Sharding;
using Serverless.Settings;
using Serverless.Settings.Decoding;
using Serverless.Storage;

namespace Serverless.Cli.Archive;

/// <summary>Tables, files with XMP and the report: all made from the results.</summary>
internal sealed class ArchiveOutputs(
    ArchiveRequest request,
    ArchivePlan plan,
    ArchiveLocations locations,
    CaptionSettings settings,
    ShardChoice choice
)
{
    /// <returns>Why the results could not be read, or something not be written; null when all is made.</returns>
    public async Task<StoreFailure?> MakeAsync(ArchiveSummary summary, CancellationToken cancellationToken)
    {
        await using var table = request.Format switch
        {
            ArchiveFormat.Csv => TablePart.Csv(),
            ArchiveFormat.Jsonl => TablePart.Jsonl(),
            _ => null,
        };
        var files =
            request.Format == ArchiveFormat.Xmp
                ? new XmpExporter(locations.ResultStore, plan, request.IsInPlace ? null : locations.Output, summary.Warn)
                : null;
        var report = request.Report is null ? null : new ReportCollector();
        List<IExporter> tellers = [.. ((IExporter?[])[table, files, request.IsInPlace ? null : report]).OfType<IExporter>()];
        if (
            tellers.Count > 0
            && await new ArchiveExport(locations.ResultStore, plan).ExportAsync(tellers, cancellationToken) is { } unread
        )
            return unread;
        if (
            report is not null
            && request.IsInPlace
            && await new ArchiveExport(locations.ResultStore, plan).ExportAsync([report], cancellationToken) is { } exportFailure
        )
            return exportFailure; // files that were written have other versions now
        if (table is not null)
        {
            var saved = await table.SaveAsync(locations.Output, choice.Count == 1 ? null : plan.Shard.Label, cancellationToken);
            if (!saved.TryGet(out var address, out var unwritten))
                return unwritten;
            summary.Outputs.Add(FormattableString.Invariant($"{address}: {table.Lines:N0} lines"));
        }

        if (files is not null)
        {
            summary.Outputs.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"xmp: {files.Written:N0} files written, {files.Unchanged:N0} as they were, {files.Kept:N0} with a person's "
                        + $"words left alone"
                )
            );
            summary.ErrorCount += files.Failed;
        }

        if (report is not null)
        {
            var decoder = ImageDecoders.Start(settings);
            var page = await new ArchiveReport(locations.ResultStore, plan, decoder, TimeProvider.System).MakeAsync(
                report,
                settings.Archives.Run,
                cancellationToken
            );
            if (await locations.WriteAsync(request.Report!, page, "text/html", cancellationToken) is { } unkept)
                return unkept;
            summary.Outputs.Add($"report: {request.Report}");
        }

        return null;
    }
}
