using Serverless.Archives.Export;
using Serverless.Archives.Runs;
using Serverless.Archives.Sharding;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Archives.Tests.Runs;

/// <summary>A damaged object in a store is told, and the work is done anew or the picture is left alone; a run never ends of it.</summary>
public sealed class DamagedObjectTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private readonly ArchiveWorld _world = new(tiny);

    public static TheoryData<string> Damages() =>
        [
            "",
            "{",
            "null",
            "[]",
            "{}",
            "\"text\"",
            "{\"result\":null,\"latest\":null}",
            "{\"result\":\"x\",\"latest\":{}}",
            "{\"source\":\"x\",\"version\":\"1\",\"generator\":\"ai\"}",
            "{\"result\":\"x\",\"latest\":{\"source\":\"x\",\"version\":\"1\",\"generator\":\"ai\",\"caption\":{}}}",
            "{\"done\":[null],\"noted\":{\"x\":null}}",
            "{\"done\":[\"x\"],\"noted\":{\"x\":{}}}",
            "{\"run\":\"run-1\",\"minutes\":{\"soon\":1}}",
            "{\"worker\":null}",
            "\u0000\u0001",
            "{\"schemaVersion\":\"two\"}",
            "{\"result\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_pointer_is_told_and_left_until_a_person_or_the_option_says_otherwise(string damage)
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("b.png", ArchiveWorld.Picture(2));
        await _world.RunAsync();
        await _world.ReplaceAsync("in/a.png.caption.json", damage);
        Assert.Equal(RunStop.None, await _world.RunAsync(ArchiveWorld.Plan("run-2"), isJournalled: true));
        if (damage.Length == 0)
            Assert.NotNull(await _world.LatestAsync("a.png")); // what a killed writer left
        else
            Assert.Equal("sidecar_unreadable", Assert.Single(_world.Outcomes, end => end.Outcome.Code.Length > 0).Outcome.Code);
        Assert.Null(
            await new ArchiveExport(_world.Results, ArchiveWorld.Plan()).ExportAsync(
                [TablePart.Csv(), TablePart.Jsonl(), new Serverless.Archives.Reports.ReportCollector()],
                default
            )
        );
        await _world.RunAsync(ArchiveWorld.Plan("run-3") with { ReplacesPerson = true });
        Assert.NotNull(await _world.LatestAsync("a.png"));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Every_other_damaged_object_costs_no_more_than_its_own_work(string damage)
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync(isJournalled: true, keepsReviews: true);
        var result = (await _world.LatestAsync("a.png"))!.Result;
        var plan = ArchiveWorld.Plan("run-2");
        await new RunNotes(_world.Results.Folder).KeepAsync(plan, "model", _world.Meter, TimeProvider.System, default);
        await _world.ReplaceAsync(result, damage);
        await _world.Store.DeleteAsync("in/a.png.caption.json", null, default);
        await foreach (var page in _world.Store.PagesAsync(""))
        {
            foreach (
                var item in page.Value!.Items.Where(item =>
                    item.Key.Contains("/journal/", StringComparison.Ordinal)
                    || item.Key.Contains("/runs/", StringComparison.Ordinal)
                    || item.Key.StartsWith("reviews/", StringComparison.Ordinal)
                )
            )
            {
                await _world.ReplaceAsync(item.Key, damage);
            }
        }

        await _world.ReplaceAsync("in/.captions/claims/run-2/00000-of-00001.json", damage);
        Assert.Equal(RunStop.None, await _world.RunAsync(plan, isJournalled: true));
        Assert.Equal((1, "run-2"), (_world.Meter.Worked, (await _world.LatestAsync("a.png"))!.Latest.Run));
        Assert.NotNull(await new RunNotes(_world.Results.Folder).ReadAllAsync(null, default));
        var claims = new ShardClaims(_world.Results.Folder, "run-2", 1, "me", TimeProvider.System);
        Assert.NotNull((await claims.ClaimAsync(default)).Value!.Shard);
        var propagator = new ReviewPropagator(_world.Results, _world.Reviews, plan);
        await _world.ReplaceAsync("reviews/reviews/01K9ZJ3VY4X8S2R6T0QWERTYAB/01K9ZJ3VY4X8S2R6T0QWERTYAC.json", damage);
        Assert.Null(await propagator.DoAsync(default));
        Assert.Single(propagator.Damaged);
        await _world.ReplaceAsync("in/.captions/a.png/other.json", damage);
        var undo = new RunUndo(_world.Results);
        Assert.Null(await undo.DoAsync("run-2", isDry: false, default));
        Assert.Equal((1, 1), (undo.Removed, undo.Damaged.Count));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_tombstone_stays_one(string damage)
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.ReplaceAsync(_world.Results.NamesOf("in/a.png").Tombstone, damage);
        await _world.RunAsync();
        Assert.InRange(_world.Meter.Of(PictureOutcomeKind.Erased) + _world.Meter.Worked, 1, 1);
        if (damage is "" or "{" or "[]" or "null")
            Assert.Equal(1, _world.Meter.Of(PictureOutcomeKind.Erased));
    }
}
