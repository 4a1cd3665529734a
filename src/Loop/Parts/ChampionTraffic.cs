using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Ledger;
using Serverless.Loop.Registry;
using Serverless.Loop.Triggers;
using Serverless.Monitoring;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Loop.Parts;

/// <summary>Holds the traffic of the champion against its own reference.</summary>
/// <param name="folder">The folder of traffic.</param>
/// <param name="reviews">The folder of reviews; null for none.</param>
/// <param name="registry">Where the champion is.</param>
/// <param name="embedded">The models that came with the program, for parts that a package lacks, and where there is no champion.</param>
/// <param name="windows">How windows are judged.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class ChampionTraffic(
    BlobFolder folder,
    BlobFolder? reviews,
    CandidateRegistry registry,
    ModelFolders embedded,
    TrafficWindows windows,
    TimeProvider clock
) : ITrafficWatch
{
    private readonly TrafficMonitor _monitor = new();

    public async Task<Result<Observation, DeliveryFailure>> LookAsync(AliasEntry? champion, CancellationToken cancellationToken)
    {
        var models = embedded;
        int? maxAgeDays = null;
        if (champion is not null)
        {
            if (!(await registry.OpenAsync(champion.Digest, cancellationToken)).TryGet(out var package, out var unopened))
                return unopened;
            models = ModelFolders.In(package.Folder, embedded);
            maxAgeDays = package.Contract.Rollout?.MaxAgeDays;
        }

        DriftReference? reference;
        try
        {
            reference = DriftReference.Find(models.Quality, PackageFiles.Drift);
        }
        catch (InvalidDataException damaged)
        {
            return DeliveryFailure.WrongUsage(damaged.Message);
        }

        var question = new TrafficQuestion(clock.GetUtcNow())
        {
            Span = windows.Span,
            Seconds = windows.Seconds,
            MinCaptions = windows.MinCaptions,
            Digest = champion?.Digest,
            ModelMadeAt = champion?.At,
            MaxAgeDays = maxAgeDays,
            Reviews = reviews is null ? null : new ReviewStore(reviews, keepsFeatures: false),
        };
        var looked = await _monitor.CheckAsync(folder, reference, question, cancellationToken);
        if (!looked.TryGet(out var report, out var failure))
            return DeliveryFailure.TryAgain($"{folder.Address}: the traffic cannot be read: {failure.Detail}");
        return new Observation(
            report.Verdict,
            string.Join("; ", report.Why),
            report.Accuracy?.Expected,
            AgreementOf(report.Accuracy?.Reviews, windows.MinReviews)
        );
    }

    /// <summary>Few reviews say nothing.</summary>
    private static double? AgreementOf(ReviewSection? reviews, int min) => reviews?.Captions >= min ? reviews.Right : null;
}

/// <summary>How windows of traffic are judged.</summary>
/// <param name="Span">How far back is looked.</param>
/// <param name="Seconds">Length of a judged window; null for that which was counted by.</param>
/// <param name="MinCaptions">Captions that a window must have.</param>
/// <param name="MinReviews">Captions with decisions that agreement must rest on.</param>
public sealed record TrafficWindows(TimeSpan Span, int? Seconds, int MinCaptions, int MinReviews);
