using Serverless.Archives.Scanning;
using Serverless.Results;

namespace Serverless.Archives.Work;

/// <summary>How a picture of an archive ended in a run.</summary>
public enum PictureOutcomeKind
{
    /// <summary>It was described now: words, or an honest refusal.</summary>
    Described,

    /// <summary>It got the words of an equal picture.</summary>
    Joined,

    /// <summary>It failed for good, and that was recorded.</summary>
    Failed,

    /// <summary>It had a result.</summary>
    Existed,

    /// <summary>It has words that a person wrote.</summary>
    KeptPerson,

    /// <summary>It is to be forgotten.</summary>
    Forgotten,

    /// <summary>It is no picture: its name did not tell, its first bytes do.</summary>
    NoPicture,

    /// <summary>It is gone, or another one stands in its place since it was listed.</summary>
    Gone,

    /// <summary>It might succeed another time; nothing was recorded.</summary>
    Again,
}

/// <summary>How a picture ended.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Kind">How.</param>
/// <param name="Result">Its result; null where there is none.</param>
/// <param name="Code">The stable code of a failure; "" without one.</param>
/// <param name="Detail">One sentence; "" without a failure.</param>
public sealed record PictureOutcome(
    Candidate Picture,
    PictureOutcomeKind Kind,
    ResultDocument? Result = null,
    string Code = "",
    string Detail = ""
)
{
    /// <summary>Whether a failure of before was found that stands: nothing that bears on it has changed.</summary>
    public bool IsStanding => Kind == PictureOutcomeKind.Existed && Code.Length > 0;

    /// <summary>Whether it is left alone for words of a person that there may be and that cannot be read.</summary>
    public bool IsSpared => Kind == PictureOutcomeKind.KeptPerson && Code.Length > 0;

    /// <summary>Whether the picture is as it shall be, so that it need not be looked at again.</summary>
    public bool IsFinal => Kind is not (PictureOutcomeKind.Again or PictureOutcomeKind.Gone);

    /// <summary>good, review, refused, decorative, failed or none: what a result says.</summary>
    /// <param name="result">The result; null for none.</param>
    public static string VerdictOf(ResultDocument? result) =>
        result switch
        {
            null => "none",
            { Error: not null } => "failed",
            { Caption: { AltText: "" } } => "decorative",
            { Caption: { } caption } => caption.Verdict,
            _ => "none",
        };
}
