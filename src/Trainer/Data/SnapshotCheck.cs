using Serverless.Packages;

namespace Serverless.Trainer.Data;

/// <summary>What makes a snapshot no ground to learn from. Its digest only says that nobody changed it since it was written.</summary>
internal static class SnapshotCheck
{
    private const int Shown = 5;

    /// <param name="snapshot">The snapshot.</param>
    /// <returns>The first rule that it breaks: <c>leak</c>, <c>numbers</c> or <c>one_class</c>; null where it breaks none.</returns>
    public static PackageFailure? FindFault(Snapshot snapshot) =>
        FindLeak(snapshot) ?? FindWrongNumbers(snapshot) ?? FindOneClass(snapshot);

    private static PackageFailure? FindLeak(Snapshot snapshot)
    {
        var twice = snapshot.Pictures.GroupBy(one => one.Sha256, StringComparer.Ordinal).Where(same => same.Count() > 1).ToList();
        if (twice.Count > 0)
            return Leak("pictures stand twice", twice.Select(same => same.Key));
        var sides = snapshot.Pictures.Select(one => one.Split).Distinct(StringComparer.Ordinal).ToList();
        if (sides.Exists(side => side is not (SnapshotPicture.Train or SnapshotPicture.Held)))
            return PackageFailure.Refused(
                "leak",
                $"A picture is on no side; {SnapshotPicture.Train} and {SnapshotPicture.Held} are known."
            );
        // the groups are found again: those that are written could be anything
        var given = snapshot.Pictures.ToDictionary(one => one.Sha256, one => one.Split, StringComparer.Ordinal);
        var torn = PictureSplit
            .Of(snapshot.Pictures)
            .GroupBy(one => one.Group, StringComparer.Ordinal)
            .Where(group => group.Select(one => given[one.Sha256]).Distinct(StringComparer.Ordinal).Count() > 1)
            .ToList();
        return torn.Count > 0 ? Leak("pictures that look nearly the same are on both sides", torn.Select(group => group.Key)) : null;
    }

    private static PackageFailure? FindWrongNumbers(Snapshot snapshot)
    {
        var known = snapshot.Pictures.Select(one => one.Sha256).ToHashSet(StringComparer.Ordinal);
        var wrong = snapshot
            .Judgments.Where(one =>
                one.Right is not (>= 0 and <= 1)
                || !double.IsFinite(one.Weight)
                || one.Weight <= 0
                || one.Signals?.IsFinite() == false
                || (one.By == SnapshotJudgment.Labels && one.Confidence is not (>= 0 and <= 1))
                || one.Choice?.Signals.All(signals => signals.IsFinite()) == false
            )
            .ToList();
        if (wrong.Count > 0)
            return PackageFailure.Refused("numbers", $"Judgments whose numbers are none: {Names(wrong.Select(one => $"'{one.Words}'"))}.");
        var lost = snapshot.Judgments.Where(one => !known.Contains(one.Picture)).ToList();
        return lost.Count > 0
            ? PackageFailure.Refused("numbers", $"Judgments of pictures that it does not list: {Names(lost.Select(one => one.Picture))}.")
            : null;
    }

    private static PackageFailure? FindOneClass(Snapshot snapshot)
    {
        var train = snapshot.Pictures.Where(one => !one.IsHeld).Select(one => one.Sha256).ToHashSet(StringComparer.Ordinal);
        var classes = snapshot.Judgments.Where(one => train.Contains(one.Picture)).Select(one => one.Right > 0.5).Distinct().ToList();
        return classes.Count > 1
            ? null
            : PackageFailure.Refused(
                "one_class",
                classes.Count == 0 ? "There is nothing to learn from."
                    : classes[0] ? "Every judgment says right: nothing can be learned from that."
                    : "Every judgment says wrong: nothing can be learned from that."
            );
    }

    private static PackageFailure Leak(string what, IEnumerable<string> pictures) =>
        PackageFailure.Refused("leak", $"The split leaks, {what}: {Names(pictures)}.");

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(Shown)) + (all.Count > Shown ? $" and {all.Count - Shown} more" : "");
    }
}
