using System.Diagnostics.Metrics;
using Serverless.Api.Hosting;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Api.Tests.Hosting;

/// <summary>When the report of traffic is made for those who take measurements.</summary>
[Collection("measurements of traffic")] // a listener hears every meter of the process
public sealed class DriftWatchTests : IDisposable
{
    private const int Seconds = 3_600;

    private readonly TestClock _clock = new();
    private readonly CountingStore _store;
    private readonly CaptionService _service;
    private readonly DriftWatch _watch;

    public DriftWatchTests()
    {
        _store = new CountingStore(new MemoryBlobStore(_clock));
        var names = new Dictionary<string, string>
        {
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
        };
        var settings = CaptionSettings.Read(HostProfile.Kubernetes, names.GetValueOrDefault, []);
        _service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
        var folder = new BlobFolder(new BlobAddress("s3", "captions", "watch/"), _store, "watch/");
        _watch = new DriftWatch(new TrafficReports(folder, _ => null, _clock), _service, Seconds, _clock);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task It_is_made_once_a_window_some_time_after_its_end()
    {
        using var listener = Listen();
        _service.Start();
        Assert.Equal(0, await LooksAsync()); // what other instances counted is not written yet
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, await LooksAsync());
        Assert.Equal(0, await LooksAsync());
        _clock.Advance(TimeSpan.FromMinutes(54)); // the next window is over
        Assert.Equal(0, await LooksAsync());
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, await LooksAsync());
    }

    [Fact]
    public async Task Nothing_is_read_before_the_models_are_loaded_or_where_nobody_takes_measurements()
    {
        _clock.Advance(TimeSpan.FromHours(3));
        using (Listen())
            Assert.Equal(0, await LooksAsync());
        _service.Start();
        Assert.Equal(0, await LooksAsync());
        using (Listen())
            Assert.Equal(1, await LooksAsync());
    }

    /// <summary>How often the store was listed for a look.</summary>
    private async Task<int> LooksAsync()
    {
        var before = _store.Listings;
        Assert.Null(await _watch.LookAsync(TestContext.Current.CancellationToken));
        return _store.Listings - before;
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name.StartsWith("caption.traffic.", StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.Start();
        return listener;
    }
}
