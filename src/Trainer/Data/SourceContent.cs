namespace Serverless.Trainer.Data;

/// <summary>What one source holds, before it is put together with others.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Kind"><c>dataset</c> or <c>reviews</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pictures">Its pictures, without a side yet.</param>
/// <param name="Judgments">Its judgments.</param>
/// <param name="LeftOut">What was left out, and why.</param>
public sealed record SourceContent(
    string Address,
    string Kind,
    string Name,
    IReadOnlyList<SnapshotPicture> Pictures,
    IReadOnlyList<SnapshotJudgment> Judgments,
    IReadOnlyList<string> LeftOut
)
{
    /// <summary>A folder of pictures with captions, perhaps judged by a crowd.</summary>
    public const string Dataset = "dataset";

    /// <summary>A folder of reviews.</summary>
    public const string Reviews = "reviews";
}
