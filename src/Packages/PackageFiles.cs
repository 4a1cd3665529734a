namespace Serverless.Packages;

/// <summary>Names of files that every package has a place for.</summary>
public static class PackageFiles
{
    /// <summary>The contract.</summary>
    public const string Contract = "caption.json";

    /// <summary>The captioner's configuration in the Hugging Face layout.</summary>
    public const string Config = "config.json";

    /// <summary>What the model answered to the golden pictures when it was packed.</summary>
    public const string Golden = "golden/golden.json";

    /// <summary>The evaluation card.</summary>
    public const string Evaluation = "evaluation.json";

    /// <summary>The drift reference.</summary>
    public const string Drift = "drift.json";

    /// <summary>The card for people.</summary>
    public const string Card = "README.md";
}
