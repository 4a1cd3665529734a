namespace Serverless.Packages.Packing;

/// <summary>What is packed.</summary>
/// <param name="Folder">A folder in the Hugging Face layout, or the parent of caption-base, quality-base and their like.</param>
public sealed record PackRequest(string Folder)
{
    /// <summary>The package's name; null for that of <c>caption.json</c>, else the folder's.</summary>
    public string? Name { get; init; }

    /// <summary>Its semantic version; null for that of <c>caption.json</c>, else 0.1.0.</summary>
    public string? Version { get; init; }

    /// <summary>The form of the graphs as transformers.js calls it: fp32, fp16, int8, …; null for all that are there.</summary>
    public string? Dtype { get; init; }

    /// <summary>A folder with golden pictures; null for the folder <c>golden</c> of what is packed.</summary>
    public string? Golden { get; init; }

    /// <summary>Whether the model is run, which records golden vectors and what it takes.</summary>
    public bool RunsModel { get; init; } = true;

    /// <summary>
    /// Whether what it takes is measured, where its contract does not say it yet; without, the same files make the same package on every
    /// run.
    /// </summary>
    public bool MeasuresResources { get; init; } = true;

    /// <summary>The commit of the code that made it; null where it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>When, where SOURCE_DATE_EPOCH says so; else null, so that the same files make the same package.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// Makes the int8 form of a folder where it is asked for and not there: copies from the first folder to the second; null where this
    /// program has nothing that does.
    /// </summary>
    public Action<string, string>? Quantize { get; init; }
}
