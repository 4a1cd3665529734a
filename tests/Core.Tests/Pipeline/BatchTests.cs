using Serverless.Core.AltText;
using Serverless.Core.Imaging;
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

    [Fact]
    public void Pictures_of_a_batch_have_the_same_options()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "drawn-pie.png"));
        var one = _pipeline.Prepare(new CaptionRequest(bytes)).Value!;
        var other = _pipeline.Prepare(new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { Beams = 1 })).Value!;
        Assert.Throws<ArgumentException>(() => _pipeline.DescribeMany([one, other], default));
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
