namespace Serverless.Core.Pipeline;

/// <summary>Where a caption's words come from.</summary>
public enum CaptionSource
{
    /// <summary>The captioner's sentence.</summary>
    Model,

    /// <summary>The name of what was recognised, in place of a sentence that cannot be trusted.</summary>
    Labels,

    /// <summary>The medium alone ("a chart"), where the models can know no more.</summary>
    Kind,
}
