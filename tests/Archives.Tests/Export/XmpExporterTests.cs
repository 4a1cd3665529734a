using Serverless.Archives.Export;
using Serverless.Archives.Runs;
using Serverless.Archives.Tests.Runs;
using Serverless.Archives.Xmp;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Export;

/// <summary>Results carried into files: copies and the files themselves.</summary>
public sealed class XmpExporterTests : IClassFixture<TinyEngine>
{
    private readonly ArchiveWorld _world;
    private readonly BlobFolder _copies;
    private readonly System.Collections.Concurrent.ConcurrentBag<string> _faults = [];

    public XmpExporterTests(TinyEngine tiny)
    {
        _world = new ArchiveWorld(tiny);
        _copies = new BlobFolder(new BlobAddress("s3", "copies", ""), new MemoryBlobStore(TimeProvider.System), "");
    }

    [Fact]
    public async Task Copies_carry_the_words_and_are_written_once()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("bad.png", [1]);
        await _world.PutAsync("plain.gif", TinyPicture.Gif(1));
        await _world.RunAsync();
        var first = await ExportAsync();
        Assert.Equal((1, 0), (first.Written, first.Unchanged));
        Assert.Equal(("plain.gif", 1), (Assert.Single(_faults), first.Failed));
        var copy = await CopyAsync("a.png");
        var latest = (await _world.LatestAsync("a.png"))!;
        Assert.Equal(
            new XmpCaption(
                latest.Latest.Caption!.AltText,
                latest.Latest.Caption.LongDescription,
                TextChecksum.Of(latest.Latest.Caption),
                latest.Result
            ),
            PictureXmp.Read(copy)
        );
        Assert.Equal(PictureXmp.Identity(ArchiveWorld.Picture(1)), PictureXmp.Identity(copy));
        Assert.Equal((0, 1), (await ExportAsync() is var again ? again.Written : -1, again.Unchanged));
    }

    [Fact]
    public async Task A_refused_picture_carries_no_words_even_where_it_had_ours()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await ExportAsync();
        Assert.NotNull(PictureXmp.Read(await CopyAsync("a.png")).AltText);
        await _world.RunAsync(ArchiveWorld.Plan("run-2") with { MinQuality = 1 });
        await ExportAsync();
        Assert.Equal(XmpCaption.None, PictureXmp.Read(await CopyAsync("a.png")));
    }

    [Fact]
    public async Task A_medium_alone_is_not_written_into_a_file_until_a_person_took_it()
    {
        var chart = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));
        await _world.PutAsync("a.png", chart);
        await _world.RunAsync();
        var latest = (await _world.LatestAsync("a.png"))!;
        Assert.Equal(("review", "kind"), (latest.Latest.Caption!.Verdict, latest.Latest.Caption.CaptionFrom));
        await ExportAsync();
        Assert.Equal(XmpCaption.None, PictureXmp.Read(await CopyAsync("a.png")));
        var accepted = latest.Latest.Caption with { CaptionFrom = null, Verdict = "good" };
        var taken = latest.Latest with { Generator = ResultDocument.Human, Caption = accepted };
        var key = _world.Results.NamesOf("in/a.png").WrittenBy(TextChecksum.Of(taken.Caption));
        Assert.Null(await _world.Results.KeepAsync(key, taken, default));
        Assert.Null(await _world.Results.PointAsync("in/a.png", key, taken, isFirst: false, default));
        await ExportAsync();
        Assert.Equal(taken.Caption!.AltText, PictureXmp.Read(await CopyAsync("a.png")).AltText);
    }

    [Fact]
    public async Task Text_that_was_read_goes_into_files_by_its_verdict_line_by_line_and_as_text()
    {
        const string Title = "A page of text that begins \"</rdf:li><script>\"";
        const string Page = "</rdf:li><script>\n=HYPERLINK(\"x\")\n\n]]> & 'ignore this picture'";
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        CaptionDocument Read(CaptionDocument caption) =>
            caption with
            {
                Caption = "a page of text",
                AltText = Title,
                LongDescription = Page,
                CaptionFrom = "text",
                Verdict = "review",
            };
        await _world.PublishAsync("a.png", Read);
        Assert.Equal(1, (await ExportAsync()).Written);
        var written = PictureXmp.Read(await CopyAsync("a.png"));
        Assert.Equal((Title, Page, false), (written.AltText, written.ExtendedDescription, written.IsByPerson));
        Assert.Equal(1, (await ExportAsync()).Unchanged);
    }

    [Fact]
    public async Task Words_that_a_person_put_into_a_copy_stay()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await ExportAsync();
        var edited = PictureXmp.Write(await CopyAsync("a.png"), new XmpCaption("Mine", null)).Value!;
        await _copies.Store.WriteAsync("in/a.png", BlobContent.Of(edited, "image/png"), WriteCondition.None, default);
        Assert.Equal(1, (await ExportAsync()).Kept);
        Assert.Equal("Mine", PictureXmp.Read(await CopyAsync("a.png")).AltText);
    }

    [Fact]
    public async Task In_place_the_file_changes_its_picture_does_not_and_it_is_not_described_again()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        var alt = (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText;
        Assert.Equal(1, (await ExportAsync(isInPlace: true)).Written);
        Assert.Equal(alt, PictureXmp.Read(await PictureAsync("a.png")).AltText);
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal((0, 1), (_world.Meter.Worked, _world.Meter.Seen));
        Assert.Equal(1, (await ExportAsync(isInPlace: true)).Unchanged);
    }

    [Fact]
    public async Task Interrupted_between_the_file_and_its_result_the_picture_is_known_by_its_content()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        _world.Store.Fault = (call, key) =>
            call == "write" && key.Contains("caption", StringComparison.Ordinal)
                ? new StoreFailure(StoreFailureReason.Unavailable, "killed")
                : null;
        await ExportAsync(isInPlace: true);
        _world.Store.Fault = (_, _) => null;
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal(0, _world.Meter.Worked);
        Assert.NotNull(PictureXmp.Read(await PictureAsync("a.png")).AltText);
        Assert.Equal(1, (await ExportAsync(isInPlace: true)).Unchanged);
    }

    [Fact]
    public async Task Words_that_a_person_changed_in_the_file_itself_become_the_result()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await ExportAsync(isInPlace: true);
        var edited = PictureXmp
            .Write(await PictureAsync("a.png"), PictureXmp.Read(await PictureAsync("a.png")) with { AltText = "Better" })
            .Value!;
        await _world.PutAsync("a.png", edited);
        await _world.RunAsync(ArchiveWorld.Plan("run-2"));
        Assert.Equal(
            (true, "Better"),
            ((await _world.LatestAsync("a.png"))!.IsByPerson, (await _world.LatestAsync("a.png"))!.Latest.Caption!.AltText)
        );
        await ExportAsync(isInPlace: true);
        await _world.RunAsync(ArchiveWorld.Plan("run-3") with { IsForced = true });
        Assert.Equal(
            (1, "Better"),
            (
                _world.Meter.Of(Serverless.Results.Processing.PictureOutcomeKind.KeptPerson),
                PictureXmp.Read(await PictureAsync("a.png")).AltText
            )
        );
    }

    [Fact]
    public async Task A_run_taken_back_takes_its_words_out_of_copies_and_files()
    {
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await ExportAsync();
        await ExportAsync(isInPlace: true);
        Assert.Null(await new RunUndo(_world.Results).DoAsync("run-1", isDry: false, default));
        await ExportAsync(takesAway: true);
        await ExportAsync(isInPlace: true, takesAway: true);
        Assert.Null((await _copies.Store.FindAsync("in/a.png", default)).Value);
        Assert.Equal(XmpCaption.None, PictureXmp.Read(await PictureAsync("a.png")));
        Assert.Null(await _world.LatestAsync("a.png"));
    }

    [Fact]
    public async Task Words_in_the_file_that_gave_way_come_back_with_undo()
    {
        await _world.PutAsync("a.png", PictureXmp.Write(ArchiveWorld.Picture(1), new XmpCaption("Mine", null)).Value!);
        var plan = ArchiveWorld.Plan() with { ReplacesPerson = true };
        await _world.RunAsync(plan);
        await ExportAsync(isInPlace: true, replaces: true);
        Assert.NotEqual("Mine", PictureXmp.Read(await PictureAsync("a.png")).AltText);
        Assert.Null(await new RunUndo(_world.Results).DoAsync("run-1", isDry: false, default));
        await ExportAsync(isInPlace: true, takesAway: true, replaces: true);
        Assert.Equal(new XmpCaption("Mine", null), PictureXmp.Read(await PictureAsync("a.png")));
    }

    private async Task<XmpExporter> ExportAsync(bool isInPlace = false, bool takesAway = false, bool replaces = false)
    {
        var plan = ArchiveWorld.Plan() with { ReplacesPerson = replaces };
        var files = new XmpExporter(_world.Results, plan, isInPlace ? null : _copies, (name, _) => _faults.Add(name))
        {
            TakesAway = takesAway,
        };
        Assert.Null(await new ArchiveExport(_world.Results, plan).ExportAsync([files], default));
        return files;
    }

    private async Task<byte[]> CopyAsync(string name) =>
        (await _copies.Store.ReadBytesAsync("in/" + name, BlobSelection.All, default)).Value!.Bytes;

    private async Task<byte[]> PictureAsync(string name) =>
        (await _world.Store.ReadBytesAsync("in/" + name, BlobSelection.All, default)).Value!.Bytes;
}
