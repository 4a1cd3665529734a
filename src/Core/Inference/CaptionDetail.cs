namespace Serverless.Core.Inference;

/// <summary>How much a captioner is asked to say.</summary>
public enum CaptionDetail
{
    /// <summary>One short sentence; every captioner knows it.</summary>
    Brief,

    /// <summary>Some sentences.</summary>
    Detailed,

    /// <summary>A paragraph.</summary>
    Paragraph,
}
