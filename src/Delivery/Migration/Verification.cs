using System.Collections.Concurrent;
using Serverless.Core;
using Serverless.Results.Listing;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// Reads both sides once more: every object of the source is made again as it should stand at the destination, and what stands
/// there is read
/// and held against it by digest.
/// </summary>
/// <param name="parts">What was copied.</param>
/// <param name="copier">Makes the objects again.</param>
/// <param name="maxConcurrency">Objects at a time, 1 to 64.</param>
internal sealed class Verification(IReadOnlyList<Part> parts, Copier copier, int maxConcurrency)
{
    /// <summary>Runs it.</summary>
    /// <param name="progress">Hears of each object.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<VerificationReport, StoreFailure>> RunAsync(IMigrationProgress progress, CancellationToken cancellationToken)
    {
        var rows = new ConcurrentBag<(ObjectKind Kind, VerifiedState State, long Bytes, string Line)>();
        await foreach (var listed in CopyPass.PagesAsync(parts, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                page,
                parallel,
                async (item, token) =>
                {
                    if (await HoldAsync(item, token) is var (state, bytes, line) && state != VerifiedState.NotMeant)
                        rows.Add((item.Kind, state, bytes, line));
                    progress.Step(item.Kind);
                }
            );
        }

        return new VerificationReport(
            [
                .. rows.GroupBy(row => row.Kind)
                    .OrderBy(group => group.Key)
                    .Select(group => new VerifiedKind(
                        group.Key,
                        group.Count(),
                        group.Count(row => row.State != VerifiedState.Missing),
                        group.Sum(row => row.Bytes),
                        group.Count(row => row.State == VerifiedState.Same),
                        group.Count(row => row.State == VerifiedState.MovedOn),
                        group.Count(row => row.State is VerifiedState.Different or VerifiedState.Missing or VerifiedState.Unread)
                    )),
            ],
            [.. rows.Where(row => row.Line.Length > 0).Select(row => row.Line).Order(StringComparer.Ordinal)]
        );
    }

    private async Task<(VerifiedState State, long Bytes, string Line)> HoldAsync(SourceObject item, CancellationToken cancellationToken)
    {
        if (item.Part is PicturePart pictures && pictures.IsUncertain(item.Key))
        {
            var (isPicture, failure) = await PictureProbe.IsPictureAsync(item.Part.From.Store, item.Key, item.Version, cancellationToken);
            if (!isPicture && failure is null)
                return (VerifiedState.NotMeant, 0, "");
        }

        if (!(await copier.PrepareAsync(item, cancellationToken)).TryGet(out var prepared, out var unread))
        {
            return unread.Reason is StoreFailureReason.NotFound or StoreFailureReason.Changed
                ? (VerifiedState.NotMeant, 0, "") // it went, or another came: the next pass takes that
                : (VerifiedState.Unread, 0, $"{item.Address}: {unread.Detail}");
        }

        using (prepared)
        {
            var read = await SpooledObject.ReadAsync(item.Part.To.Store, item.Target, null, cancellationToken);
            if (!read.TryGet(out var standing, out var missing))
                return (VerifiedState.Missing, prepared.Length, $"{item.TargetAddress}: {missing.Detail}");
            using (standing)
            {
                if (standing.Sha256 == prepared.Sha256)
                    return (VerifiedState.Same, prepared.Length, "");
                if (standing.IsDocument && prepared.SaysSame(item.Kind, standing.Read()))
                    return (VerifiedState.MovedOn, prepared.Length, "");
                return (
                    VerifiedState.Different,
                    prepared.Length,
                    $"{item.TargetAddress}: sha256 {standing.Sha256}, where {prepared.Sha256} should stand."
                );
            }
        }
    }
}

/// <summary>How an object stands at the destination.</summary>
internal enum VerifiedState
{
    /// <summary>The bytes that should stand there.</summary>
    Same,

    /// <summary>The same words in the destination's own terms: it was there, or a host has taken it over since.</summary>
    MovedOn,

    /// <summary>Something else.</summary>
    Different,

    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>The source could not be read.</summary>
    Unread,

    /// <summary>It is not copied: no picture, or gone by now.</summary>
    NotMeant,
}

/// <summary>Counts of one kind.</summary>
/// <param name="Kind">What.</param>
/// <param name="AtSource">Objects at the source.</param>
/// <param name="AtDestination">Of those, there at the destination.</param>
/// <param name="Bytes">Bytes they should have there.</param>
/// <param name="Same">With the same digest.</param>
/// <param name="MovedOn">With the same words in the destination's own terms.</param>
/// <param name="Wrong">Missing, other, or not read.</param>
internal sealed record VerifiedKind(ObjectKind Kind, int AtSource, int AtDestination, long Bytes, int Same, int MovedOn, int Wrong);

/// <summary>What the verification found.</summary>
/// <param name="Kinds">A row each.</param>
/// <param name="Lines">One for each object that is not as it should be.</param>
internal sealed record VerificationReport(IReadOnlyList<VerifiedKind> Kinds, IReadOnlyList<string> Lines)
{
    /// <summary>Whether every object of the source stands at the destination.</summary>
    public bool IsWhole => Kinds.All(kind => kind.Wrong == 0);
}
