namespace Serverless.Core.Inference;

/// <summary>How the graphs of a captioner are cut.</summary>
internal enum CaptionerLayout
{
    /// <summary>An encoder that takes pixels alone, and a decoder that takes ids.</summary>
    VisionEncoderDecoder,

    /// <summary>Florence-2: a vision encoder, an encoder that reads picture tokens and a prompt, and a decoder that takes
    /// embeddings.</summary>
    Florence2,
}
