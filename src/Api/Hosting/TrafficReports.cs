using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Monitoring;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Packages;
using Serverless.Packages.Contract;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Api.Hosting;

/// <summary>Makes reports of the traffic of a model that serves.</summary>
/// <param name="folder">The folder of traffic.</param>
/// <param name="sinceOf">Since when a package serves; null where nobody knows.</param>
/// <param name="clock">Gives the times.</param>
public sealed class TrafficReports(BlobFolder folder, Func<string, DateTimeOffset?> sinceOf, TimeProvider clock)
{
    private readonly TrafficMonitor _monitor = new();

    /// <summary>Makes one.</summary>
    /// <param name="models">The model.</param>
    /// <param name="reviews">Where reviews are; null to pass over them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The report; or why nothing could be read.</returns>
    public async Task<Result<TrafficReport, StoreFailure>> MakeAsync(
        LoadedModels models,
        ReviewStore? reviews,
        CancellationToken cancellationToken
    )
    {
        var digest = models.Identity.Digest;
        var (reference, problem) = ReferenceOf(models);
        var question = new TrafficQuestion(clock.GetUtcNow())
        {
            Digest = digest,
            Reviews = reviews,
            ModelMadeAt = sinceOf(digest),
            MaxAgeDays = CaptionContract.MaxAgeDaysIn(models.CaptionerFolder),
        };
        var checking = await _monitor.CheckAsync(folder, reference, question, cancellationToken);
        if (!checking.TryGet(out var report, out var failure))
            return failure;
        List<string> problems = [.. report.Problems];
        if (problem is not null)
            problems.Add(problem);
        if (question is { MaxAgeDays: not null, ModelMadeAt: null })
            problems.Add("the model's age is not known: it serves by no registry that this host could read");
        return report with { Problems = problems };
    }

    /// <summary>A damaged reference is told in the report, without the path of this host.</summary>
    private static (DriftReference? Reference, string? Problem) ReferenceOf(LoadedModels models)
    {
        try
        {
            return (DriftReference.Find(models.QualityFolder, PackageFiles.Drift), null);
        }
        catch (InvalidDataException)
        {
            return (null, $"The model's {PackageFiles.Drift} is damaged.");
        }
    }
}
