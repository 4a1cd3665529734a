using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Imaging.Vips;
using Serverless.Results;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;

namespace Serverless.Events.Tests;

/// <summary>A tiny captioner over a store in memory, started once for all tests of a class.</summary>
public sealed class EventWorld : IDisposable
{
    private readonly List<CaptionService> _services = [];

    public EventWorld()
    {
        VipsImageDecoder.Start();
        Store = new FailingStore(new MemoryBlobStore(TimeProvider.System));
        Stores = new BlobStores([new OneStore(Store)], new FolderStores(TimeProvider.System));
        Settings = Read([]);
        Service = Start(Settings);
    }

    internal FailingStore Store { get; }

    internal BlobStores Stores { get; }

    internal CaptionSettings Settings { get; }

    internal CaptionService Service { get; }

    internal static byte[] Picture { get; } = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    internal static CaptionSettings Read(Dictionary<string, string> more)
    {
        var settings = new Dictionary<string, string>
        {
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
            ["CAPTION_EVENTS_FROM"] = "s3://photos/in/,s3://photos/more",
            ["CAPTION_REVIEWS_TO"] = "s3://photos/reviews/",
            ["CAPTION_MAX_IMAGE_BYTES"] = "100000",
            ["CAPTION_QUEUE"] = "2000",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return CaptionSettings.Read(HostProfile.Kubernetes, settings.GetValueOrDefault, settings.Keys);
    }

    internal EventDispatcher Dispatcher(Dictionary<string, string>? more = null) => EventServices(more).Dispatcher!;

    internal EventServices EventServices(Dictionary<string, string>? more = null, TimeProvider? clock = null)
    {
        var settings = more is null ? Settings : Read(more);
        return Serverless.Events.EventServices.Create(Service, settings, Stores, clock ?? TimeProvider.System);
    }

    internal ResultStore ResultsOf(EventDispatcher dispatcher) => dispatcher.Processor.Results.Of(Settings.Events.From[0]).Value!;

    public void Dispose() => _services.ForEach(service => service.Dispose());

    private CaptionService Start(CaptionSettings settings)
    {
        var service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
        service.Start();
        _services.Add(service);
        return service;
    }

    private sealed class OneStore(IBlobStore store) : IBlobStoreProvider
    {
        public string Scheme => "s3";

        public Result<BlobFolder, StoreFailure> Open(BlobAddress folder) => new BlobFolder(folder, store, folder.Key);
    }
}
