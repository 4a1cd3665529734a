using System.Text;
using Serverless.Archives.Export;
using Serverless.Archives.Reports;
using Serverless.Archives.Runs;
using Serverless.Archives.Tests.Runs;
using Serverless.Core.Imaging;
using Serverless.Imaging.Vips;
using Serverless.Results.Documents;

namespace Serverless.Archives.Tests.Reports;

public sealed class HtmlReportTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    [Fact]
    public async Task The_report_tells_verdicts_failures_and_what_needs_a_person_and_escapes_names()
    {
        var world = new ArchiveWorld(tiny);
        for (var i = 0; i < 40; i++)
            await world.PutAsync($"<b>{i:D2}&.png", ArchiveWorld.Picture(i));
        await world.PutAsync("bad.png", [1]);
        await world.RunAsync();
        await new RunNotes(world.Results.Folder).KeepAsync(ArchiveWorld.Plan(), "tiny 1.0.0", world.Meter, TimeProvider.System, default);
        var page = await PageAsync(world);
        Assert.Contains("<p>41 pictures;", page, StringComparison.Ordinal);
        Assert.Contains("<code>unsupported_media_type</code>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>0", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal); // no network
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal(30, page.Split("<img src=\"data:image/jpeg;base64,").Length - 1); // a few of each verdict, however large the archive
        Assert.Contains("worked on 41 pictures in 1 share", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_was_read_is_shown_as_text_in_its_own_language()
    {
        const string Hostile = "</p></details><script>alert(1)</script><img src=x onerror=alert(2)>{{title}}{{{style}}}";
        var world = new ArchiveWorld(tiny);
        await world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await world.RunAsync();
        await world.PublishAsync(
            "a.png",
            caption =>
                caption with
                {
                    LongDescription = "EINS\n" + Hostile,
                    Text = new TextDocument([new("EINS", 1, []), new(Hostile, 1, [])], "de", Complete: false, Unread: 2),
                }
        );
        var page = await PageAsync(world);
        const string LongDescription = "<summary>Long description</summary><p dir=\"auto\">EINS</p><p dir=\"auto\">&lt;/p&gt;";
        Assert.Contains(LongDescription, page, StringComparison.Ordinal);
        Assert.Contains("Text in the picture (2)</summary><p lang=\"de\" dir=\"auto\">EINS</p>", page, StringComparison.Ordinal);
        Assert.Contains(
            "There is more text than was read. 2 more places look like text and could not be read.",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("{{title}}{{{style}}}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_of_workers_and_of_their_retries_add_up()
    {
        var world = new ArchiveWorld(tiny);
        await world.PutAsync("a.png", ArchiveWorld.Picture(1));
        var notes = new RunNotes(world.Results.Folder);
        for (var i = 0; i < 2; i++)
        {
            await world.RunAsync(ArchiveWorld.Plan() with { IsForced = i == 0 });
            await world.PutAsync("b.png", ArchiveWorld.Picture(2));
            await notes.KeepAsync(ArchiveWorld.Plan(), "tiny 1.0.0", world.Meter, TimeProvider.System, default);
        }

        Assert.Equal(2, Assert.Single(await notes.ReadAllAsync(null, default)).Worked);
    }

    private static async Task<string> PageAsync(ArchiveWorld world)
    {
        var (plan, collector) = (ArchiveWorld.Plan(), new ReportCollector());
        Assert.Null(await new ArchiveExport(world.Results, plan).ExportAsync([collector], default));
        return Encoding.UTF8.GetString(
            await new ArchiveReport(world.Results, plan, new VipsImageDecoder(new ImageLimits()), TimeProvider.System).MakeAsync(
                collector,
                null,
                default
            )
        );
    }
}
