namespace Serverless.Core.Pipeline;

/// <summary>The source of a caption's text.</summary>
public enum CaptionSource
{
    /// <summary>The captioner's sentence.</summary>
    Model,

    /// <summary>The display name of a label, in place of a sentence that cannot be trusted.</summary>
    Labels,

    /// <summary>The medium alone ("a chart"), where the models can know no more.</summary>
    Kind,

    /// <summary>What is read in the picture, or what it is with the text that is read.</summary>
    Text,
}
