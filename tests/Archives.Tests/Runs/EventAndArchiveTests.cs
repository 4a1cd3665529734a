using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Imaging.Vips;
using Serverless.Results.Processing;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Runs;

/// <summary>An upload event and an archive's run over the same picture do the work once between them.</summary>
public sealed class EventAndArchiveTests : IClassFixture<TinyEngine>, IDisposable
{
    private readonly ArchiveWorld _world;
    private readonly CaptionService _service;
    private readonly EventDispatcher _dispatcher;

    public EventAndArchiveTests(TinyEngine tiny)
    {
        VipsImageDecoder.Start();
        _world = new ArchiveWorld(tiny);
        var variables = new Dictionary<string, string>
        {
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
            ["CAPTION_EVENTS_FROM"] = "s3://photos/in/",
        };
        var settings = CaptionSettings.Read(HostProfile.Kubernetes, variables.GetValueOrDefault, variables.Keys);
        _service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
        _service.Start();
        var stores = new BlobStores([new OneStore(_world.Store)], new FolderStores(TimeProvider.System));
        _dispatcher = EventServices.Create(_service, settings, stores, TimeProvider.System).Dispatcher!;
    }

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task A_picture_done_by_an_event_is_found_by_the_archive()
    {
        Assert.Equal("captioned", await SendAsync(await _world.PutAsync("a.png", ArchiveWorld.Picture(1))));
        Assert.Equal(RunStop.None, await _world.RunAsync());
        Assert.Equal((0, 1), (_world.Meter.Worked, _world.Meter.Of(PictureOutcomeKind.Existed)));
        Assert.Single(await _world.KeysAsync("a.png"));
    }

    [Fact]
    public async Task A_picture_done_by_the_archive_is_found_by_an_event()
    {
        var version = await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync(version: _service.Models!.Identity.Version);
        Assert.Equal("existed", await SendAsync(version));
        Assert.Equal("run-1", (await _world.LatestAsync("a.png"))!.Latest.Run);
        Assert.Single(await _world.KeysAsync("a.png"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_recorded_by_one_of_them_stands_for_the_other(bool isEventFirst)
    {
        var version = await _world.PutAsync("a.png", []);
        if (isEventFirst)
            Assert.Equal("recorded", await SendAsync(version));
        await _world.RunAsync(version: _service.Models!.Identity.Version);
        Assert.Equal(isEventFirst ? (0, 1) : (1, 0), (_world.Meter.Worked, _world.Meter.Standing));
        Assert.Equal("existed", await SendAsync(version));
        Assert.Single(await _world.KeysAsync("a.png"));
    }

    private async Task<string> SendAsync(string version)
    {
        var created = new ObjectEvent("e", ObjectChange.Created, new BlobAddress("s3", "photos", "in/a.png"), version, null);
        return (await _dispatcher.TakeAsync([created], TestContext.Current.CancellationToken))[0].Name;
    }

    private sealed class OneStore(IBlobStore store) : IBlobStoreProvider
    {
        public string Scheme => "s3";

        public Result<BlobFolder, StoreFailure> Open(BlobAddress folder) => new BlobFolder(folder, store, folder.Key);
    }
}
