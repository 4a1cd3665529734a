namespace Serverless.Core.Imaging;

/// <summary>
/// A picture whose header was read and found acceptable: upright, sRGB, three channels, alpha over white, the first frame that shows
/// something. Pixels are decoded on demand, so that a format that can shrink while decoding does, and nothing larger than needed is held.
/// </summary>
public abstract class DecodedImage
{
    /// <summary>Most frames decoded before the first is used after all.</summary>
    private const int MaxFrameAttempts = 100;

    /// <summary>Most pixels decoded in search of a frame: a late frame is built from all before it.</summary>
    private const double MaxPixelsDecoded = 400e6;

    private const int Undecided = -1;

    private readonly int _orientation;
    private int _frame = Undecided;

    /// <param name="storedWidth">Width in pixels as stored.</param>
    /// <param name="storedHeight">Height in pixels as stored.</param>
    /// <param name="orientation">EXIF orientation, 1 to 8; anything else counts as 1.</param>
    private protected DecodedImage(int storedWidth, int storedHeight, int orientation) =>
        (StoredWidth, StoredHeight, _orientation) = (storedWidth, storedHeight, orientation);

    /// <summary>The format by the bytes, not by the declared media type.</summary>
    public abstract ImageFormat Format { get; }

    /// <summary>Width in pixels after the EXIF orientation was applied.</summary>
    public int Width => Orientation.Swaps(_orientation) ? StoredHeight : StoredWidth;

    /// <summary>Height in pixels after the EXIF orientation was applied.</summary>
    public int Height => Orientation.Swaps(_orientation) ? StoredWidth : StoredHeight;

    /// <summary>Width in pixels as stored.</summary>
    private protected int StoredWidth { get; }

    /// <summary>Height in pixels as stored.</summary>
    private protected int StoredHeight { get; }

    /// <summary>Frames that could be shown in place of a blank first one; 1 for a still picture.</summary>
    private protected abstract int Frames { get; }

    /// <summary>What makes sRGB of the decoded pixels; null where the decoder gives sRGB.</summary>
    private protected abstract ColourConversion? Conversion { get; }

    /// <summary>
    /// Decodes and resizes in one pass, antialiased when shrinking, edges repeated when growing. Of an animation the first frame that
    /// shows something; the first where none of those decoded does.
    /// </summary>
    /// <param name="width">Wanted width in pixels, at least 1.</param>
    /// <param name="height">Wanted height in pixels, at least 1.</param>
    /// <param name="filter">The resampling filter.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    /// <returns>The pixels, or <see cref="ImageFailureReason.Truncated"/> or <see cref="ImageFailureReason.Unreadable"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<RgbPixels, ImageFailure> Resample(
        int width,
        int height,
        ResampleFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        // Resized as stored and turned upright afterwards: the filters are symmetrical, and a stream cannot be read sideways.
        var (across, down) = Orientation.Swaps(_orientation) ? (height, width) : (width, height);
        cancellationToken.ThrowIfCancellationRequested();
        if (Frames == 1 || _frame != Undecided)
            return Finish(Decode(Math.Max(0, _frame), across, down, filter, cancellationToken));
        Result<RgbPixels, ImageFailure>? first = null;
        foreach (var (frame, decoded) in DecodeFrames(MaxAttempts(), across, down, filter, cancellationToken).Index())
        {
            var finished = Finish(decoded);
            first ??= finished;
            if (finished.Value is not { } pixels)
                break; // what is damaged further on does not spoil the first
            if (!pixels.HasContent())
                continue;
            _frame = frame;
            return finished;
        }

        _frame = 0;
        return first!.Value;
    }

    /// <summary>Decodes frames one after the other, from the first; stops with the caller.</summary>
    /// <param name="count">Most frames, at least 1.</param>
    /// <param name="across">Wanted width as stored.</param>
    /// <param name="down">Wanted height as stored.</param>
    /// <param name="filter">The resampling filter.</param>
    /// <param name="cancellationToken">Ends the decoding early.</param>
    private protected virtual IEnumerable<Result<RgbPixels, ImageFailure>> DecodeFrames(
        int count,
        int across,
        int down,
        ResampleFilter filter,
        CancellationToken cancellationToken
    ) => Enumerable.Range(0, count).Select(frame => Decode(frame, across, down, filter, cancellationToken));

    /// <summary>Decodes and resizes one frame as it is stored.</summary>
    private protected abstract Result<RgbPixels, ImageFailure> Decode(
        int frame,
        int across,
        int down,
        ResampleFilter filter,
        CancellationToken cancellationToken
    );

    private int MaxAttempts() =>
        Math.Min(Math.Min(Frames, MaxFrameAttempts), 1 + (int)Math.Sqrt(2 * MaxPixelsDecoded / ((double)Width * Height)));

    private Result<RgbPixels, ImageFailure> Finish(Result<RgbPixels, ImageFailure> decoded)
    {
        if (!decoded.TryGet(out var pixels, out var failure))
            return failure;
        Conversion?.Apply(pixels);
        return Orientation.Apply(pixels, _orientation);
    }
}
