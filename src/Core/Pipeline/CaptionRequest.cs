using Serverless.Core.AltText;

namespace Serverless.Core.Pipeline;

/// <summary>A picture to be described.</summary>
/// <param name="Bytes">The whole file; must stay unchanged until the answer.</param>
/// <param name="Context">Where it stands.</param>
/// <param name="Options">The options.</param>
public sealed record CaptionRequest(ReadOnlyMemory<byte> Bytes, CaptionContext Context, CaptionOptions Options)
{
    /// <summary>A picture and nothing else.</summary>
    /// <param name="bytes">The whole file.</param>
    public CaptionRequest(ReadOnlyMemory<byte> bytes)
        : this(bytes, CaptionContext.None, CaptionOptions.Default) { }
}
