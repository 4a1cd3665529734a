using System.Text;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Results.Tests.Processing;

/// <summary>One picture in a store in memory, and a describer that says what the test wants.</summary>
internal sealed class ProcessorWorld : IPictureDescriber
{
    public const string Key = "in/a.png";

    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];

    public ProcessorWorld()
    {
        Store = new FailingStore(new MemoryBlobStore(TimeProvider.System));
        Results = new ResultStore(new BlobFolder(new BlobAddress("s3", "photos", "in/"), Store, "in/"), null);
        Reviews = new ReviewStore(new BlobFolder(new BlobAddress("s3", "photos", "reviews/"), Store, "reviews/"), keepsFeatures: false);
        Processor = new PictureProcessor(Reviews, TimeProvider.System);
        Description = () => new PictureDescription.Captioned(Caption());
    }

    public static CancellationToken Now => TestContext.Current.CancellationToken;

    public static ProcessingPolicy Event => new(MaxBytes: 1_000);

    public static ProcessingPolicy Run(string run) =>
        Event with
        {
            Run = run,
            Grounds = new FailureGrounds(new ImageLimits(), 1_000, "libvips"),
            TakesAnyResult = true,
            IsListed = true,
        };

    public FailingStore Store { get; }

    public ResultStore Results { get; }

    public ReviewStore Reviews { get; }

    public PictureProcessor Processor { get; }

    /// <summary>What the describer says.</summary>
    public Func<PictureDescription> Description { get; set; }

    /// <summary>How many pictures were described.</summary>
    public int Descriptions { get; private set; }

    public ModelIdentity Model { get; set; } = new("tiny", "1.0.0", () => "sha256:0");

    public ResultNames Names => Results.NamesOf(Key);

    public StoredPicture Picture(string? version) => new(Results, Key, Results.Pictures.AddressOf(Key), version);

    public Task<string> PutAsync(byte[]? bytes = null) => WriteAsync(Key, BlobContent.Of(bytes ?? Png, "image/png"));

    public Task<string> PutAsync(string key, string text) => WriteAsync(key, BlobContent.Of(Encoding.UTF8.GetBytes(text), "text/plain"));

    public Task<PictureOutcome> DoAsync(string? version, ProcessingPolicy policy) => DoAsync(Picture(version), policy);

    public async Task<PictureOutcome> DoAsync(StoredPicture picture, ProcessingPolicy policy)
    {
        var found = await Processor.FindAsync(picture, Model, policy, Now);
        return found.TryGet(out var work, out var outcome) ? (await Processor.DescribeAsync(work, this, Now))! : outcome;
    }

    public async Task<PointerDocument?> LatestAsync() => (await Results.LatestAsync(Names, Now)).Value;

    /// <summary>Keys of the results, the tombstone not among them.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. (await Results.KeysAsync(Names, Now)).Value!.Where(key => key != Names.Tombstone)];

    public Task<PictureDescription> DescribeAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken)
    {
        Descriptions++;
        return Task.FromResult(Description());
    }

    public Caption Caption(string text = "a boat") =>
        new()
        {
            Id = CaptionIds.System.Next(),
            Text = text,
            AltText = text,
            Language = "en",
            Verdict = Verdict.Good,
            Kind = PictureKind.Photograph,
            Role = ImageRole.Informative,
            Findings = [],
            Image = new ImageIdentity(new string('0', 64), ImageFormat.Png, 1, 1, 1),
            Model = Model,
            Timings = new StageTimings(0, 0, 0, 0, 0, 0),
            CreatedAt = DateTimeOffset.UtcNow,
        };

    private async Task<string> WriteAsync(string key, BlobContent content) =>
        (await Store.WriteAsync(key, content, WriteCondition.None, Now)).Value!.Version;
}
