using System.Text;
using System.Text.Json;
using Serverless.Archives.Export;
using Serverless.Archives.Tests.Runs;
using Serverless.Results.Documents;
using Serverless.Storage;

namespace Serverless.Archives.Tests.Export;

public sealed class TablePartTests : IClassFixture<TinyEngine>
{
    private readonly ArchiveWorld _world;

    public TablePartTests(TinyEngine tiny) => _world = new ArchiveWorld(tiny);

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+49 1", "\"'+49 1\"")]
    [InlineData("-x", "\"'-x\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1＋1", "\"'＝1＋1\"")]
    [InlineData("＠SUM(A1)", "\"'＠SUM(A1)\"")]
    [InlineData("=HYPERLINK(\"http://example.org\",\"x\")", "\"'=HYPERLINK(\"\"http://example.org\"\",\"\"x\"\")\"")]
    [InlineData("-rw-r--r--\n=1+1", "\"'-rw-r--r--\n=1+1\"")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("a dog", "a dog")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_no_formula_and_stays_one_cell(string? text, string expected) => Assert.Equal(expected, CsvCell.Write(text));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("-2")]
    [InlineData("a dog")]
    [InlineData("'a dog'")]
    public void A_cell_is_read_as_it_was_meant(string text) => Assert.Equal(text, CsvCell.Read(CsvCell.Write(text).Trim('"')));

    [Fact]
    public async Task Both_tables_are_made_from_the_results()
    {
        await _world.PutAsync("=a,b.png", ArchiveWorld.Picture(1));
        await _world.PutAsync("bad.png", [1]);
        await _world.PutAsync("c.png", ArchiveWorld.Picture(3));
        await _world.RunAsync();
        await _world.PutAsync("new.png", ArchiveWorld.Picture(4)); // without a result yet
        var (csv, jsonl) = (await PartAsync(TablePart.Csv()), await PartAsync(TablePart.Jsonl()));
        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        var rows = Encoding.UTF8.GetString(csv[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, rows.Length);
        Assert.StartsWith("source,state,alt_text,", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("\"s3://photos/in/=a,b.png\",captioned,", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",unsupported_media_type", rows[2], StringComparison.Ordinal);
        var lines = Encoding
            .UTF8.GetString(jsonl)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(
            ["s3://photos/in/=a,b.png", "s3://photos/in/bad.png", "s3://photos/in/c.png"],
            lines.Select(line => line.GetProperty("source").GetString())
        );
        Assert.Equal("unsupported_media_type", lines[1].GetProperty("error").GetProperty("code").GetString());
        Assert.NotEqual(JsonValueKind.Null, lines[0].GetProperty("altText").ValueKind);
    }

    [Fact]
    public async Task Text_that_was_read_is_a_cell_of_the_table_that_is_no_formula_and_part_of_the_document()
    {
        const string Formula = "=HYPERLINK(\"http://example.org\",\"x\")";
        await _world.PutAsync("a.png", ArchiveWorld.Picture(1));
        await _world.RunAsync();
        await _world.PublishAsync(
            "a.png",
            caption =>
                caption with
                {
                    LongDescription = Formula,
                    Text = new TextDocument([new(Formula, 1, []), new("b", 1, [])], null, true, 0),
                }
        );
        var csv = Encoding.UTF8.GetString((await PartAsync(TablePart.Csv()))[3..]);
        Assert.Contains(",text,error\r\n", csv, StringComparison.Ordinal);
        Assert.EndsWith(",\"'=HYPERLINK(\"\"http://example.org\"\",\"\"x\"\")\nb\",\r\n", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=", csv, StringComparison.Ordinal);
        var line = JsonDocument.Parse(await PartAsync(TablePart.Jsonl())).RootElement;
        Assert.Equal(Formula, line.GetProperty("text").GetProperty("lines")[0].GetProperty("text").GetString());
    }

    private async Task<byte[]> PartAsync(TablePart made)
    {
        await using var part = made;
        Assert.Null(await new ArchiveExport(_world.Results, ArchiveWorld.Plan()).ExportAsync([part], default));
        var address = (await part.SaveAsync(_world.Pictures, "00000-of-00002", default)).Value!;
        Assert.Contains("in/captions-00000-of-00002.", address.Key, StringComparison.Ordinal);
        return (await _world.Store.ReadBytesAsync(address.Key, BlobSelection.All, default)).Value!.Bytes;
    }
}
