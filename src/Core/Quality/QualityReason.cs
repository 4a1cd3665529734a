namespace Serverless.Core.Quality;

/// <summary>Why words are not simply good.</summary>
public enum QualityReason
{
    /// <summary>The words hardly fit the picture.</summary>
    LowFit,

    /// <summary>The model found its own words unlikely.</summary>
    LowConfidence,

    /// <summary>What was recognised in the picture speaks against the words.</summary>
    Contradicted,

    /// <summary>The words repeat themselves.</summary>
    Repetition,

    /// <summary>There is nothing to be seen.</summary>
    BlankImage,

    /// <summary>The picture is a page of text, which is not read yet.</summary>
    TextImage,

    /// <summary>A picture of a sort that the model cannot describe.</summary>
    OutOfScope,

    /// <summary>No quality model judged the words.</summary>
    QualityUnavailable,
}
