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
/// <param name="SurePhotographsByPixels">The same by the pixels alone.</param>
internal sealed record AcceptedRow(string Set, int Pictures, int Photographs, int SurePhotographs, int SurePhotographsByPixels);

/// <summary>A medium named alone.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Called">Pictures called so.</param>
/// <param name="Right">Of those, right.</param>
/// <param name="Wrong">What the others are.</param>
internal sealed record MediumRow(PictureKind Kind, int Called, int Right, string Wrong);

/// <summary>The evenness threshold chosen anew without a fifth of the pictures, and what it does to that fifth.</summary>
/// <param name="Threshold">Chosen on the other four.</param>
/// <param name="Photographs">In the fifth.</param>
/// <param name="Doubted">Of those, at or above the threshold.</param>
/// <param name="Graphics">In the fifth.</param>
/// <param name="Trusted">Of those, below it.</param>
/// <param name="TrustedWithWords">Of those, surely photographs by their sentence too.</param>
internal sealed record FoldRow(double Threshold, int Photographs, int Doubted, int Graphics, int Trusted, int TrustedWithWords);

/// <summary>All that was found about kinds.</summary>
internal sealed record KindsResult(
    IReadOnlyList<GroupRow> Groups,
    IReadOnlyList<AcceptedRow> Taken,
    IReadOnlyList<MediumRow> Media,
    IReadOnlyList<FoldRow> Folds
);
