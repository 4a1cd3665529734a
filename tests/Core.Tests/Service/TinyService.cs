using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Service;

/// <summary>A started service over the tiny captioner, and what each picture gets by itself.</summary>
internal sealed class TinyService : IDisposable
{
    private readonly CaptionPipeline _alone;

    public TinyService(
        int concurrency,
        int queue,
        BatchSettings batching,
        int processors = 2,
        Action<Caption>? onCaption = null,
        TimeSpan? deadline = null
    )
    {
        Service = new CaptionService(
            new CaptionServiceOptions(
                new ModelFolders(Folder("vit-gpt2-tiny")),
                new RuntimeSettings(1),
                () => new VipsImageDecoder(new ImageLimits()),
                new TextLimit(2_000)
            )
            {
                Concurrency = concurrency,
                Queue = queue,
                Batching = batching,
                Processors = processors,
                OnCaption = onCaption,
                Deadline = deadline ?? TimeSpan.FromMinutes(5),
            },
            TimeProvider.System,
            CaptionIds.System
        );
        Service.Start();
        _alone = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), Service.Models!, TimeProvider.System, CaptionIds.System);
    }

    public CaptionService Service { get; }

    public static string Folder(string fixture) => Path.Combine(Repository.Fixtures, fixture);

    /// <summary>What it gets without anybody beside it.</summary>
    public Caption Alone(CaptionRequest request) => _alone.Describe(request, default).Value!;

    public void Dispose() => Service.Dispose();
}
