using System.Text.Json;

namespace Serverless.Trainer.Data;

/// <summary>What is different between two snapshots.</summary>
/// <param name="From">Digest of the first.</param>
/// <param name="To">Digest of the second.</param>
/// <param name="AddedPictures">Pictures of the second alone.</param>
/// <param name="RemovedPictures">Pictures of the first alone.</param>
/// <param name="MovedPictures">Pictures that changed sides.</param>
/// <param name="AddedJudgments">Judgments of the second alone.</param>
/// <param name="RemovedJudgments">Judgments of the first alone.</param>
/// <param name="ChangedJudgments">The same words about the same picture with another label or weight.</param>
public sealed record SnapshotDiff(
    string From,
    string To,
    IReadOnlyList<string> AddedPictures,
    IReadOnlyList<string> RemovedPictures,
    IReadOnlyList<string> MovedPictures,
    IReadOnlyList<SnapshotJudgment> AddedJudgments,
    IReadOnlyList<SnapshotJudgment> RemovedJudgments,
    IReadOnlyList<ChangedJudgment> ChangedJudgments
)
{
    /// <summary>Whether both hold the same.</summary>
    public bool IsEmpty() =>
        AddedPictures.Count + RemovedPictures.Count + MovedPictures.Count + AddedJudgments.Count + RemovedJudgments.Count == 0
        && ChangedJudgments.Count == 0;

    /// <summary>As one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SnapshotJson.Indented.SnapshotDiff);

    /// <summary>Compares.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The second.</param>
    public static SnapshotDiff Of(Snapshot from, Snapshot to)
    {
        var (oldSides, newSides) = (SidesOf(from), SidesOf(to));
        var (old, now) = (JudgmentsOf(from), JudgmentsOf(to));
        return new SnapshotDiff(
            from.Digest,
            to.Digest,
            [.. newSides.Keys.Where(one => !oldSides.ContainsKey(one))],
            [.. oldSides.Keys.Where(one => !newSides.ContainsKey(one))],
            [.. newSides.Where(one => oldSides.TryGetValue(one.Key, out var side) && side != one.Value).Select(one => one.Key)],
            [.. now.Where(one => !old.ContainsKey(one.Key)).Select(one => one.Value)],
            [.. old.Where(one => !now.ContainsKey(one.Key)).Select(one => one.Value)],
            [
                .. now.Where(one => old.TryGetValue(one.Key, out var was) && IsOther(was, one.Value))
                    .Select(one => new ChangedJudgment(one.Value, old[one.Key].Right, old[one.Key].Weight)),
            ]
        );
    }

    private static bool IsOther(SnapshotJudgment was, SnapshotJudgment now) =>
        Math.Abs(was.Right - now.Right) > 1e-9 || Math.Abs(was.Weight - now.Weight) > 1e-9;

    private static SortedDictionary<string, string> SidesOf(Snapshot snapshot) =>
        new(snapshot.Pictures.ToDictionary(picture => picture.Sha256, picture => picture.Split), StringComparer.Ordinal);

    private static SortedDictionary<string, SnapshotJudgment> JudgmentsOf(Snapshot snapshot) =>
        new(
            snapshot
                .Judgments.GroupBy(one => $"{one.Picture}\n{one.By}\n{one.Words}")
                .ToDictionary(same => same.Key, same => same.First()),
            StringComparer.Ordinal
        );
}

/// <summary>A judgment that says something else than before.</summary>
/// <param name="Judgment">What it says now.</param>
/// <param name="OldRight">What it said.</param>
/// <param name="OldWeight">How much it counted.</param>
public sealed record ChangedJudgment(SnapshotJudgment Judgment, double OldRight, double OldWeight);
