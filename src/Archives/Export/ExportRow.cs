using Serverless.Archives.Scanning;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;

namespace Serverless.Archives.Export;

/// <summary>A picture with its latest result.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Found">The latest result about what is stored now; null where there is none.</param>
/// <param name="Earlier">The latest result about an earlier version of the file; null where there is none.</param>
public sealed record ExportRow(Candidate Picture, PointerDocument? Found, PointerDocument? Earlier = null)
{
    /// <summary>good, review, refused, decorative, failed or none.</summary>
    public string Verdict => ResultDocument.VerdictOf(Found?.Latest);

    /// <summary>captioned, decorative, refused, failed or none: as <c>caption describe</c> says it.</summary>
    public string State =>
        Verdict switch
        {
            "good" or "review" => "captioned",
            var other => other,
        };

    /// <summary>The alt text; null where none is given.</summary>
    public string? AltText => Verdict is "good" or "review" or "decorative" ? Found!.Latest.Caption!.AltText : null;

    /// <summary>
    /// Whether the words are nothing but the medium ("a chart"), and no person has taken them: too little to stand in a file.
    /// </summary>
    public bool IsMediumAlone =>
        Found is { IsByPerson: false, Latest.Caption.CaptionFrom: { } from } && from == DocumentWriter.NameOf(CaptionSource.Kind);

    /// <summary>The long description; null where there is none.</summary>
    public string? LongDescription => Verdict is "good" or "review" or "decorative" ? Found!.Latest.Caption!.LongDescription : null;

    /// <summary>Whether nothing says that it is a picture: neither its name nor a result.</summary>
    public bool IsPerhapsNone => Picture.IsUncertain && Found is null && Earlier is null;
}
