using Serverless.Core.Quality;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Words by a rule.</summary>
internal sealed record ClaimTally(int Right, int Partly, int Wrong, int Neither)
{
    public int All => Right + Partly + Wrong + Neither;

    public static ClaimTally Of(IEnumerable<Claim?> claims)
    {
        var list = claims.ToList();
        return new ClaimTally(
            list.Count(claim => claim == Claim.Right),
            list.Count(claim => claim == Claim.Partly),
            list.Count(claim => claim == Claim.Wrong),
            list.Count(claim => claim is null or Claim.Vague)
        );
    }
}

/// <summary>What is called good of one sort of picture.</summary>
/// <param name="Group">What the pictures are.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Alone">Sentences whose score alone reaches good.</param>
/// <param name="Good">Words called good.</param>
/// <param name="Review">Words to be reviewed.</param>
/// <param name="Refused">Pictures without words.</param>
internal sealed record GroupRow(string Group, int Pictures, ClaimTally Alone, ClaimTally Good, ClaimTally Review, int Refused);

/// <summary>How a set is taken.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Photographs">Called photographs.</param>
/// <param name="SurePhotographs">Of those, surely photographs: there words may be good.</param>
/// <param name="SurePhotographsByThresholds">The same by statistics and sentence alone, without the classifier.</param>
internal sealed record AcceptedRow(string Set, int Pictures, int Photographs, int SurePhotographs, int SurePhotographsByThresholds);

/// <summary>A medium named alone.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Called">Pictures called so.</param>
/// <param name="Right">Of those, right.</param>
/// <param name="Wrong">What the others are.</param>
internal sealed record MediumRow(PictureKind Kind, int Called, int Right, string Wrong);

/// <summary>How the pictures of one sort are called.</summary>
/// <param name="Group">What they are.</param>
/// <param name="Called">[kinds of the table] how many are called so.</param>
/// <param name="Right">Called by a kind that is listed for them.</param>
/// <param name="Exact">Called by their very name.</param>
/// <param name="RightByThresholds">Right by statistics and sentence alone, without the classifier.</param>
internal sealed record ConfusionRow(string Group, IReadOnlyList<int> Called, int Right, int Exact, int RightByThresholds);

/// <summary>All that was found about kinds.</summary>
internal sealed record KindsResult(
    IReadOnlyList<GroupRow> Groups,
    IReadOnlyList<AcceptedRow> Taken,
    IReadOnlyList<MediumRow> Media,
    IReadOnlyList<ConfusionRow> Confusion
);
