using Serverless.Core.AltText;
using Serverless.Core.Generation;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Pipeline;

/// <summary>
/// A picture that was decoded and turned into tensors, and waits for the models. Holds some hundred kilobytes and nothing of the file.
/// </summary>
public sealed record PreparedPicture
{
    internal PreparedPicture(
        Picture picture,
        CaptionContext context,
        CaptionOptions options,
        GenerationOptions generation,
        double decodeMs,
        double readMs
    )
    {
        Picture = picture;
        Context = context;
        Options = options;
        Generation = generation;
        DecodeMs = decodeMs;
        ReadMs = readMs;
    }

    /// <summary>The picture by its content.</summary>
    public ImageIdentity Identity => Picture.Identity;

    /// <summary>A perceptual hash; see <see cref="DifferenceHash"/>. Computed at each call.</summary>
    public UInt128 PerceptualHash => DifferenceHash.Of(Picture.Pixels);

    /// <summary>Whether text was found in it: what looks nearly the same may read otherwise.</summary>
    public bool HasText => Picture.Text is { Lines.Count: > 0 } or { Unread: > 0 };

    internal Picture Picture { get; }

    /// <summary>What a remote captioner said of it; null where the loaded one speaks.</summary>
    internal RemoteSentence? Remote { get; init; }

    internal CaptionContext Context { get; }

    internal CaptionOptions Options { get; }

    /// <summary>What the options mean to the loaded model.</summary>
    internal GenerationOptions Generation { get; }

    internal double DecodeMs { get; }

    internal double ReadMs { get; }
}
