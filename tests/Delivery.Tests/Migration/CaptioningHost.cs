using System.Security.Cryptography;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results;
using Serverless.Results.Processing;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>A host of one cloud: the product's own write protocol and reviews, over a describer that counts.</summary>
internal sealed class CaptioningHost : IPictureDescriber
{
    private readonly PictureProcessor _processor;
    private readonly ReviewService _reviews;

    public CaptioningHost(BlobStores stores, BlobAddress pictures, BlobAddress? results, BlobAddress reviews, string model = "1.0.0")
    {
        var opener = new ResultStores(stores, results);
        Results = opener.Of(pictures).Value!;
        Reviews = new ReviewStore(stores.Open(reviews).Value!, keepsFeatures: false);
        _processor = new PictureProcessor(Reviews, TimeProvider.System);
        _reviews = new ReviewService(Reviews, opener, [pictures], CaptionIds.System, TimeProvider.System);
        Erasure = new Erasure([Results], Reviews, TimeProvider.System);
        Model = new ModelIdentity("tiny", model, () => "sha256:0");
    }

    public ResultStore Results { get; }

    public ReviewStore Reviews { get; }

    public Erasure Erasure { get; }

    public ModelIdentity Model { get; }

    /// <summary>How many pictures were described.</summary>
    public int Descriptions { get; private set; }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public string KeyOf(string name) => Results.Pictures.Prefix + name;

    public BlobAddress AddressOf(string name) => Results.Pictures.AddressOf(KeyOf(name));

    public async Task<string> PutAsync(string name, byte[] bytes)
    {
        var written = await Results.Pictures.Store.WriteAsync(KeyOf(name), BlobContent.Of(bytes, "image/png"), WriteCondition.None, Now);
        Assert.Null(written.Failure);
        return written.Value!.Version;
    }

    /// <summary>An upload event about what is there.</summary>
    public Task<PictureOutcome> EventAsync(string name) => ProcessAsync(name, new ProcessingPolicy(MaxBytes: 1_000_000));

    /// <summary>A run over an archive comes to it.</summary>
    public Task<PictureOutcome> RunAsync(string name) =>
        ProcessAsync(
            name,
            new ProcessingPolicy(MaxBytes: 1_000_000)
            {
                Run = "run-1",
                TakesAnyResult = true,
                IsListed = true,
            }
        );

    public async Task<PointerDocument?> LatestAsync(string name) => (await Results.LatestAsync(Results.NamesOf(KeyOf(name)), Now)).Value;

    public async Task ReviewAsync(string id, string text)
    {
        var taken = await _reviews.TakeAsync(new ReviewRequest(id, "edit", text), new Reviewer("ann", IsAnonymous: false), Now);
        Assert.Null(taken.Failure);
    }

    public Task<PictureDescription> DescribeAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken)
    {
        Descriptions++;
        return Task.FromResult<PictureDescription>(
            bytes[^1] == MigrationWorld.Damaged
                ? new PictureDescription.Refused(new CaptionFailure(FailureReason.ImageUnreadable, "It is damaged."))
                : new PictureDescription.Captioned(CaptionOf(bytes))
        );
    }

    private async Task<PictureOutcome> ProcessAsync(string name, ProcessingPolicy policy)
    {
        var picture = new StoredPicture(Results, KeyOf(name), AddressOf(name), null);
        var found = await _processor.FindAsync(picture, Model, policy, Now);
        return found.TryGet(out var work, out var outcome) ? (await _processor.DescribeAsync(work, this, Now))! : outcome;
    }

    private Caption CaptionOf(byte[] bytes)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new Caption
        {
            Id = CaptionIds.System.Next(),
            Text = $"a picture {sha256[..4]}, “größer” & <b>",
            AltText = $"A picture {sha256[..4]}, “größer” & <b>",
            Language = "en",
            Verdict = Verdict.Good,
            Kind = PictureKind.Photograph,
            Role = ImageRole.Informative,
            Findings = [],
            Image = new ImageIdentity(sha256, ImageFormat.Png, 1, 1, bytes.Length),
            Model = Model,
            Timings = new StageTimings(0, 0, 0, 0, 0, 0),
            CreatedAt = DateTimeOffset.UtcNow,
        };
    }
}
