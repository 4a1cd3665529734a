using System.Diagnostics;
using Serverless.Core.Imaging;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Benchmarks.Reading;

/// <summary>One file as the product reads it.</summary>
/// <param name="Text">What was read; null where it was not searched whole.</param>
/// <param name="IsSmallSearch">Whether it was searched small first, or only.</param>
/// <param name="Milliseconds">What reading took, decoding for it included.</param>
internal sealed record ReadFile(PictureText? Text, bool IsSmallSearch, double Milliseconds)
{
    public string All => string.Join(' ', Text?.Lines.Select(line => line.Text) ?? []);

    /// <returns>Null where the file is no picture.</returns>
    public static ReadFile? Of(string path, IImageDecoder decoder, PreprocessProfile profile, Core.Reading.TextReader reader)
    {
        if (!decoder.Open(File.ReadAllBytes(path)).TryGet(out var image, out _))
            return null;
        if (!Preprocessor.Resize(image, profile).TryGet(out var pixels, out _))
            return null;
        var statistics = PictureStatistics.Of(pixels);
        var watch = Stopwatch.StartNew();
        var outcome = reader.Read(image, statistics, CancellationToken.None);
        return new ReadFile(outcome.Value?.Text, !TextLikelihood.IsLikely(statistics), watch.Elapsed.TotalMilliseconds);
    }
}
