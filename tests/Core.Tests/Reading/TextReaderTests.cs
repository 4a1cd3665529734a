using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Core.Inference;
using Serverless.Core.Reading;
using Serverless.Testing;

namespace Serverless.Core.Tests.Reading;

/// <summary>The embedded reader on drawn pages and on pictures without text.</summary>
public sealed class TextReaderTests(ReadPages pages) : IClassFixture<ReadPages>
{
    /// <summary>Characters that may be wrong on one drawn page, and on all together: three times what was measured.</summary>
    private const double MaxPageErrors = 0.05,
        MaxErrors = 0.02;

    /// <summary>Photographs among the fifty that hold letters large enough to be read.</summary>
    private static readonly string[] Lettered = ["3419197575_aa5b84a9f0.jpg", "3604496023_c1f546423e.jpg"];

    public static TheoryData<string> Readable =>
        [
            .. ReadPages
                .All.Where(page => page.Group is "fonts" or "sizes" or "contrasts" or "turned" or "layout")
                .Select(page => page.File),
        ];

    [Theory]
    [MemberData(nameof(Readable))]
    public void A_drawn_page_is_read_in_its_order(string file)
    {
        var page = ReadPages.All.Single(page => page.File == file);
        var text = pages.Read(page);
        var read = string.Join(' ', text.Lines.Select(line => line.Text));
        var errors = (double)Edits.Between(page.Text, read) / page.Text.Length;
        Assert.True(errors <= MaxPageErrors, string.Create(CultureInfo.InvariantCulture, $"{errors:p1} wrong: {read}"));
        Assert.True(text.IsComplete);
        Assert.All(text.Lines, line => Assert.InRange(line.Confidence, ReadingLimits.MinConfidence, 1));
    }

    [Fact]
    public void Of_the_characters_of_all_drawn_pages_nearly_all_are_right()
    {
        var read = Readable
            .Select(row => ReadPages.All.Single(page => page.File == row.Data))
            .Select(page => (page.Text, Read: string.Join(' ', pages.Read(page).Lines.Select(line => line.Text))))
            .ToList();
        var errors = read.Sum(page => Edits.Between(page.Text, page.Read));
        Assert.InRange((double)errors / read.Sum(page => page.Text.Length), 0, MaxErrors);
    }

    [Theory]
    [InlineData("one-letter")]
    [InlineData("one-word")]
    [InlineData("one-number")]
    public void A_letter_a_word_and_a_number_are_read(string file)
    {
        var page = ReadPages.Page(file);
        Assert.Equal(page.Lines, pages.Read(page).Lines.Select(line => line.Text));
    }

    [Fact]
    public void An_empty_page_holds_no_text() => Assert.Equivalent(PictureText.None, pages.Read(ReadPages.Page("empty")));

    [Fact]
    public void Ten_thousand_letters_are_read_whole()
    {
        var page = ReadPages.Page("ten-thousand-letters");
        var text = pages.Read(page);
        Assert.True(text.IsComplete);
        Assert.Equal("en", text.Language);
        var read = string.Join(' ', text.Lines.Select(line => line.Text));
        Assert.InRange(Edits.Between(page.Text, read), 0, page.Text.Length / 50);
    }

    [Theory]
    [InlineData("script-russian")]
    [InlineData("script-greek")]
    [InlineData("script-arabic")]
    public void Text_in_a_script_that_cannot_be_read_is_left_out_and_counted(string file)
    {
        var text = pages.Read(ReadPages.Page(file));
        Assert.Empty(text.Lines);
        Assert.InRange(text.Unread, 1, 10);
        Assert.Null(text.Language);
    }

    [Theory]
    [InlineData("turned-90", 0, 1)]
    [InlineData("turned-180", 1, 1)]
    [InlineData("turned-270", 1, 0)]
    public void A_box_begins_where_its_text_begins(string file, int right, int bottom)
    {
        var page = ReadPages.Page(file);
        var text = pages.Read(page);
        var (width, height) = (640.0, 640.0);
        var first = text.Lines[0].Box.Corners[0];
        Assert.Equal((right, bottom), (first.X > 80 ? 1 : 0, first.Y > 80 ? 1 : 0));
        Assert.All(
            text.Lines.SelectMany(line => line.Box.Corners),
            corner => Assert.True(corner is { X: > -5, Y: > -5 } && corner.X < width + 5 && corner.Y < height + 5)
        );
    }

    public static TheoryData<string> WithoutText =>
        [
            .. Directory
                .GetFiles(Path.Combine(Repository.Root, "samples"), "*.*")
                .Where(file => Path.GetExtension(file) is ".jpg" or ".png")
                .Select(file => Path.GetFileName(file)!)
                .Except(["bar-chart.png", "page-of-text.png", "screenshot.png"]),
        ];

    [Theory]
    [MemberData(nameof(WithoutText))]
    public void No_text_is_invented_on_a_sample_without_any(string sample) =>
        Assert.Empty(pages.Read(Path.Combine(Repository.Root, "samples", sample))?.Lines ?? []);

    /// <summary>Every tenth photograph, but for those on which a person reads something.</summary>
    [Fact]
    public void No_text_is_invented_on_fifty_photographs()
    {
        var folder = Repository.RequireShared("data", "flickr8k-dev", "images");
        var photographs = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where((_, i) => i % 10 == 0).ToList();
        Assert.Equal(50, photographs.Count);
        var read = photographs
            .Where(file => !Lettered.Contains(Path.GetFileName(file)))
            .Select(file => (File: Path.GetFileName(file), pages.Read(file)?.Lines))
            .Where(one => one.Lines is { Count: > 0 })
            .Select(one => $"{one.File}: {string.Join(" | ", one.Lines!.Select(line => line.Text))}");
        Assert.Empty(read);
    }

    [Fact]
    public void A_sample_page_is_read() =>
        Assert.NotEmpty(pages.Read(Path.Combine(Repository.Root, "samples", "page-of-text.png"))!.Lines);

    [Fact]
    public async Task A_cancelled_reading_ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => pages.Read(ReadPages.PathOf(ReadPages.Page("table")), cancelled.Token));
    }

    [Fact]
    public void A_folder_without_the_models_is_refused_by_name()
    {
        var folder = Directory.CreateTempSubdirectory("reading-").FullName;
        try
        {
            Assert.Contains("config.json is missing", Refusal(folder), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
            Assert.Contains("model_type is missing", Refusal(folder), StringComparison.Ordinal);
            File.Copy(Path.Combine(Model, "config.json"), Path.Combine(folder, "config.json"), overwrite: true);
            Assert.Contains("detection_model", Refusal(folder), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_card_has_the_digests_of_its_files()
    {
        using var card = JsonDocument.Parse(File.ReadAllText(Path.Combine(Model, "config.json")));
        var files = card.RootElement.GetProperty("files").EnumerateObject().ToList();
        Assert.Equal(3, files.Count);
        foreach (var file in files)
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Model, file.Name))));
            Assert.Equal($"sha256:{digest}", file.Value.GetString());
        }
    }

    private static string Model => Path.Combine(Repository.Models, "text-base");

    private static string Refusal(string folder) =>
        Assert.Throws<InvalidDataException>(() => Serverless.Core.Reading.TextReader.Load(folder, new RuntimeSettings(1))).Message;
}
