using System.Text;
using Serverless.Archives.Runs;
using Serverless.Core.Imaging;
using Serverless.Results;

namespace Serverless.Archives.Reports;

/// <summary>Makes the report of an archive from what was gathered of its results.</summary>
/// <param name="results">The pictures and their results.</param>
/// <param name="plan">What was asked.</param>
/// <param name="decoder">Opens pictures.</param>
/// <param name="clock">Gives the time.</param>
public sealed class ArchiveReport(ResultStore results, ArchivePlan plan, IImageDecoder decoder, TimeProvider clock)
{
    private static readonly string[] Shown = ["refused", "review", "failed", "good", "decorative"];

    /// <summary>Makes it.</summary>
    /// <param name="found">What was gathered.</param>
    /// <param name="run">The run it is about; null for the last one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>UTF-8 of one HTML file.</returns>
    public async Task<byte[]> MakeAsync(ReportCollector found, string? run, CancellationToken cancellationToken)
    {
        var small = await new Thumbnails(results.Pictures, decoder, plan.MaxBytes).MakeAsync(
            Shown.SelectMany(found.First).Select(picture => picture.Picture),
            cancellationToken
        );
        var notes = await new RunNotes(results.Folder).ReadAllAsync(run, cancellationToken);
        var data = new ReportData(
            results.Pictures.Address.ToString(),
            plan.Shard.Count == 1 ? null : $"{plan.Shard.Index} of {plan.Shard.Count}",
            clock.GetUtcNow(),
            notes,
            small
        );
        return Encoding.UTF8.GetBytes(HtmlReport.Write(found, data));
    }
}
