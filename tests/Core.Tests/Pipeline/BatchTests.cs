using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

public sealed class BatchTests(EmbeddedModels embedded) : IClassFixture<EmbeddedModels>
{
    private static readonly string[] Pictures =
    [
        "drawn-pie",
        "dust-bowl-home",
        "drawn-text",
        "locomotion-house-cat",
        "drawn-plain",
        "portrait",
        "drawn-noise",
    ];

    private readonly CaptionPipeline _pipeline = new(
        new VipsImageDecoder(new ImageLimits()),
        embedded.Models,
        TimeProvider.System,
        CaptionIds.System
    );

    [Theory]
    [InlineData(null)]
    [InlineData("a cat lies on a sofa")]
    public void Pictures_of_a_batch_get_what_each_would_get_alone(string? existingAlt)
    {
        var requests = Pictures
            .Select(name => new CaptionRequest(
                File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", name + ".png")),
                new CaptionContext { ExistingAlt = name == "drawn-plain" ? null : existingAlt },
                CaptionOptions.Default
            ))
            .ToList();
        requests.Insert(2, requests[0] with { Context = new CaptionContext { Role = ImageRole.Decorative } });
        var alone = requests.Select(request => _pipeline.Describe(request, default).Value!).ToList();
        var together = _pipeline.DescribeMany([.. requests.Select(request => _pipeline.Prepare(request).Value!)], default);
        Assert.Equal(alone.Select(Told), together.Select(Told));
        foreach (var (one, other) in alone.Zip(together).Where(pair => pair.First.Quality is not null))
            Assert.Equal(one.Quality!.Score, other.Quality!.Score, 1e-3);
        Assert.All(together, caption => Assert.True(caption.Timings.Total > 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Who_goes_away_before_a_stage_gets_nothing_and_the_others_what_they_would_get_alone(int stage)
    {
        using var gone = new CancellationTokenSource();
        var clock = new StageEnds(gone.Cancel) { StopsAt = stage };
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), embedded.Models, clock, CaptionIds.System);
        var pictures = Prepared(pipeline);
        var alone = pictures.Select(picture => pipeline.DescribeMany([picture], default)[0]).ToList();
        var callers = new CancellationToken[pictures.Count];
        callers[0] = callers[2] = gone.Token;
        var told = 0;
        pipeline.OnCaption = _ => told++;
        clock.Restart();
        var together = pipeline.DescribeMany(pictures, callers, default);
        Assert.Equal(pictures.Count - 2, told);
        for (var i = 0; i < pictures.Count; i++)
        {
            Assert.Equal(callers[i].IsCancellationRequested, together[i] is null);
            if (together[i] is { } caption)
                Service.SameCaption.Check(alone[i], caption);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_quality_model_is_asked_for_whom_is_gone_before(int stage)
    {
        using var models = LoadedModels.Load(
            new ModelFolders(
                Path.Combine(Repository.Root, "models", "caption-base"),
                Path.Combine(Repository.Root, "models", "quality-base"),
                Vision: Path.Combine(Repository.Root, "models", "vision-base")
            ),
            new RuntimeSettings(1),
            hasMatcher: false
        );
        var scorer = new AskedScorer();
        models.Scorer = scorer;
        using var gone = new CancellationTokenSource();
        var clock = new StageEnds(gone.Cancel) { StopsAt = stage };
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, clock, CaptionIds.System);
        var pictures = Prepared(pipeline).Take(3).ToList();
        clock.Restart();
        pipeline.DescribeMany(pictures, [CancellationToken.None, gone.Token, CancellationToken.None], default);
        Assert.Equal([pictures[0].Picture.SentPixels, pictures[2].Picture.SentPixels], scorer.Asked);
        clock.Restart();
        scorer.Asked.Clear();
        Assert.All(pipeline.DescribeMany(pictures, [gone.Token, gone.Token, gone.Token], default), Assert.Null);
        Assert.Empty(scorer.Asked);
    }

    private static List<PreparedPicture> Prepared(CaptionPipeline pipeline) =>
        [
            .. Pictures
                .Select(name => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", name + ".png")))
                .Select(bytes => pipeline.Prepare(new CaptionRequest(bytes)).Value!),
        ];

    [Fact]
    public void Pictures_of_a_batch_have_the_same_options()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "drawn-pie.png"));
        var one = _pipeline.Prepare(new CaptionRequest(bytes)).Value!;
        var other = _pipeline.Prepare(new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { Beams = 1 })).Value!;
        Assert.Throws<ArgumentException>(() => _pipeline.DescribeMany([one, other], default));
    }

    /// <summary>Does something at the end of a stage, whose time the pipeline takes; before the first stage at once.</summary>
    private sealed class StageEnds(Action action) : TimeProvider
    {
        /// <summary>The start of the batch's clock takes the time twice.</summary>
        private const int Before = 2;

        private int _taken = int.MinValue;

        /// <summary>0: before encoding; 1: behind it; 2: behind writing; 3: behind writing at length.</summary>
        public required int StopsAt { get; init; }

        public void Restart()
        {
            _taken = 0;
            if (StopsAt == 0)
                action();
        }

        public override long GetTimestamp()
        {
            if (_taken++ == Before + StopsAt - 1 && StopsAt > 0)
                action();
            return base.GetTimestamp();
        }
    }

    private sealed class AskedScorer : IRemoteScorer
    {
        public List<RgbPixels?> Asked { get; } = [];

        public IReadOnlyList<Match>? Match(
            IReadOnlyList<PictureToMatch> pictures,
            ModelIdentity model,
            CancellationToken cancellationToken
        )
        {
            Asked.AddRange(pictures.Select(picture => picture.Pixels));
            return null;
        }
    }

    private static (string?, string?, string, string, int, int) Told(Caption caption) =>
        (
            caption.Text,
            caption.AltText,
            caption.Verdict.ToString(),
            string.Join(',', caption.Quality?.Reasons ?? []),
            caption.Findings.Count,
            caption.Labels?.Count ?? -1
        );
}
