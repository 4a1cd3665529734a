namespace Serverless.Settings.Access;

/// <summary>What a caller may be allowed to do.</summary>
public static class Scopes
{
    /// <summary>Captions, scores, uploads, the model's card.</summary>
    public const string Caption = "caption";

    /// <summary>Pictures fetched from the web by address.</summary>
    public const string Url = "url";

    /// <summary>Pictures read from stores by address.</summary>
    public const string Blob = "blob";

    /// <summary>Decisions on captions.</summary>
    public const string Review = "review";

    /// <summary>The model's card alone, which <see cref="Caption"/> includes.</summary>
    public const string Model = "model";

    /// <summary>Measurements, on the container host's own port for them.</summary>
    public const string Metrics = "metrics";

    /// <summary>Every scope there is.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Caption, Url, Blob, Review, Model, Metrics };
}
