using Serverless.Trainer.Data;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer.Tests.Signals;

/// <summary>Measurements that outlive a run that was stopped.</summary>
public sealed class SignalCacheTests : IDisposable
{
    private static readonly string Model = "sha256:" + new string('2', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("caption-signals-").FullName;

    [Fact]
    public async Task What_was_measured_is_known_to_the_next_run_and_a_line_that_was_cut_short_is_not()
    {
        var cache = new SignalCache(_folder, Model);
        await cache.AddAsync(Measured("one", "a dog"), CancellationToken.None);
        await cache.AddAsync(Measured("one", "a cat"), CancellationToken.None);
        await cache.AddAsync(Measured("two", "a boat"), CancellationToken.None);
        var file = Assert.Single(Directory.EnumerateFiles(_folder));
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text[..^20]);
        var next = new SignalCache(_folder, Model);
        Assert.Equal(["a cat", "a dog"], next.Find("one")!.Words.Keys.Order());
        Assert.Null(next.Find("two"));
        await next.AddAsync(Measured("two", "a boat"), CancellationToken.None);
        Assert.NotNull(new SignalCache(_folder, Model).Find("two"));
    }

    [Fact]
    public async Task Another_model_measures_anew()
    {
        await new SignalCache(_folder, Model).AddAsync(Measured("one", "a dog"), CancellationToken.None);
        Assert.Null(new SignalCache(_folder, "sha256:" + new string('3', 64)).Find("one"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static MeasuredWords Measured(string picture, string words) =>
        new(picture, "Photograph", ["dog"], new Dictionary<string, StoredSignals?> { [words] = new(1, 1, -1, 0) });
}
