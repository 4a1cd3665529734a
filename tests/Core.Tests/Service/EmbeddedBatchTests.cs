using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Service;

/// <summary>The embedded models give in batches what they give alone.</summary>
[Collection(nameof(ServiceCollection))]
public sealed class EmbeddedBatchTests
{
    [Fact]
    public async Task Callers_of_the_embedded_models_get_exactly_their_own_captions()
    {
        const int Callers = 16;
        var requests = TestSize.Of(48, 500);
        var models = Path.Combine(Repository.Root, "models");
        var options = new CaptionServiceOptions(
            new ModelFolders(
                Path.Combine(models, "caption-base"),
                Path.Combine(models, "quality-base"),
                Path.Combine(models, "labels-base"),
                null,
                Path.Combine(models, "vision-base")
            ),
            new RuntimeSettings(1),
            () => new VipsImageDecoder(new ImageLimits()),
            new TextLimit(2_000)
        )
        {
            Concurrency = Callers,
            Batching = new BatchSettings(4, TimeSpan.FromMilliseconds(20)),
            Processors = 2,
            Deadline = TimeSpan.FromMinutes(30),
        };
        using var service = new CaptionService(options, TimeProvider.System, CaptionIds.System);
        service.Start();
        using var measured = new Measured();
        var pictures = Directory.GetFiles(Path.Combine(Repository.Fixtures, "golden"), "*.png").Order().ToList();
        var alone = pictures
            .Select(path => new CaptionRequest(File.ReadAllBytes(path)))
            .Select(request => (Request: request, Caption: service.Champion!.Pipeline.Describe(request, default).Value!))
            .ToList();
        var next = -1;
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var i = Interlocked.Increment(ref next); i < requests; i = Interlocked.Increment(ref next))
                        {
                            var (request, expected) = alone[i * 7 % alone.Count];
                            var result = await service.DescribeAsync(request, TestContext.Current.CancellationToken);
                            SameCaption.Check(expected, result.Value!);
                        }
                    })
                )
        );
        Assert.Contains(measured.Of("caption.batch.size"), size => size.Value > 1);
    }
}
