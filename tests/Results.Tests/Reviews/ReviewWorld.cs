using System.Text;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Results.Tests.Reviews;

/// <summary>A folder of reviews in memory, and captions to keep there.</summary>
internal sealed class ReviewWorld
{
    private const string Prefix = "kept/";

    public ReviewWorld(bool keepsFeatures = false) =>
        Reviews = new ReviewStore(new BlobFolder(new BlobAddress("s3", "photos", Prefix), Store, Prefix), keepsFeatures);

    public MemoryBlobStore Store { get; } = new(TimeProvider.System);

    public ReviewStore Reviews { get; }

    /// <summary>Ids in the order they are made in: each is a millisecond later than the one before.</summary>
    public static CaptionIds Ids { get; } = new(new SteppingClock(), static _ => { });

    public static CancellationToken Now => TestContext.Current.CancellationToken;

    public static QualitySignals Signals { get; } = new(1.5, -0.5, 2, 0.1, 0.2, 0.3, Features: [1, 2]);

    /// <summary>A caption of a picture.</summary>
    /// <param name="sha256">One hexadecimal digit that the digest consists of.</param>
    /// <param name="score">Its quality; null where no model scored it.</param>
    /// <param name="text">The words; null for a refused one.</param>
    public static Caption CaptionOf(char sha256, double? score, string? text = "a dog") =>
        new()
        {
            Id = Ids.Next(),
            Text = text,
            AltText = text,
            Language = "en",
            Verdict = text is null ? Verdict.Refused : Verdict.Review,
            Kind = PictureKind.Photograph,
            Role = ImageRole.Informative,
            Quality = score is { } known ? new CaptionQuality(known, 0.8, 2, 0.6, Verdict.Review, [QualityReason.LowFit]) : null,
            Reasons = [QualityReason.LowFit],
            Findings = [],
            Features = [1, 2],
            Signals = Signals with { Features = null },
            Scored = [new ScoredAlternative("a dog", Signals, 0.7), new ScoredAlternative("a cat", Signals, 0.2)],
            Image = new ImageIdentity(new string(sha256, 64), ImageFormat.Png, 1, 1, 1),
            Model = new ModelIdentity("tiny", "1.2.3", () => "sha256:0"),
            Timings = new StageTimings(0, 0, 0, 0, 0, 0),
            CreatedAt = DateTimeOffset.UtcNow,
        };

    public async Task<Caption> KeepAsync(Caption caption)
    {
        Assert.Null(await Reviews.KeepAsync(caption, null, null, Now));
        return caption;
    }

    public async Task WriteAsync(string key, string text)
    {
        var content = BlobContent.Of(Encoding.UTF8.GetBytes(text), "application/json");
        Assert.Null((await Store.WriteAsync(Prefix + key, content, WriteCondition.None, Now)).Failure);
    }
}

/// <summary>A clock that goes on by a millisecond with each look.</summary>
file sealed class SteppingClock : TimeProvider
{
    private long _milliseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(Interlocked.Increment(ref _milliseconds));
}
