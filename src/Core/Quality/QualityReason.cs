namespace Serverless.Core.Quality;

/// <summary>Why a verdict is not good.</summary>
public enum QualityReason
{
    /// <summary>The text hardly fits the picture.</summary>
    LowFit,

    /// <summary>The model found its own text unlikely.</summary>
    LowConfidence,

    /// <summary>The labels of the picture contradict the text.</summary>
    Contradicted,

    /// <summary>The text repeats itself.</summary>
    Repetition,

    /// <summary>There is nothing to be seen.</summary>
    BlankImage,

    /// <summary>The picture is a page of text, which is not read yet.</summary>
    TextImage,

    /// <summary>A picture of a sort that the model cannot describe.</summary>
    OutOfScope,

    /// <summary>No quality model scored the text, or none that is calibrated.</summary>
    QualityUnavailable,
}
