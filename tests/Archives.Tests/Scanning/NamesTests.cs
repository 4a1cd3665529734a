using System.Text;
using Serverless.Core.Imaging;
using Serverless.Results.Listing;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Scanning;

/// <summary>What names say, and what first bytes say where names do not.</summary>
public sealed class NamesTests
{
    [Fact]
    public void The_endings_that_are_passed_over_are_those_of_the_document()
    {
        var document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations", "archives.md"));
        var start = Array.FindIndex(document, line => line.StartsWith("**Passed over without a look**", StringComparison.Ordinal));
        var listed = document
            .Skip(start + 2)
            .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            PictureNames.PassedOver.Order(StringComparer.Ordinal),
            listed.Select(ending => "." + ending).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("._a.jpg")]
    [InlineData("deep/._a.jpg")]
    [InlineData("@eaDir/a.jpg/SYNOFILE_THUMB_M.jpg")]
    [InlineData("x/.@__thumb/a.jpg")]
    [InlineData(".thumbnails/normal/a.png")]
    [InlineData("x/.thumbnails/a.png")]
    [InlineData("Thumbs.db")]
    [InlineData("x/THUMBS.DB")]
    [InlineData("ehthumbs.db")]
    [InlineData(".DS_Store")]
    [InlineData("desktop.ini")]
    [InlineData("$RECYCLE.BIN/S-1-5/a.jpg")]
    [InlineData("System Volume Information/a.jpg")]
    [InlineData("lost+found/a.jpg")]
    [InlineData(".Trashes/501/a.jpg")]
    [InlineData(".Trash-1000/files/a.jpg")]
    [InlineData("#recycle/a.jpg")]
    [InlineData("@Recycle/a.jpg")]
    [InlineData(".Spotlight-V100/a.jpg")]
    [InlineData(".fseventsd/0001")]
    [InlineData(".AppleDouble/a.jpg")]
    [InlineData("__MACOSX/x/a.jpg")]
    [InlineData("x/.picasaoriginals/a.jpg")]
    [InlineData("Library Previews.lrdata/0/a.lrprev")]
    public void What_systems_leave_beside_pictures_is_known_in_any_folder_and_case(string name)
    {
        Assert.True(SystemFiles.IsOne(name));
        Assert.Equal(NameKind.Other, PictureNames.KindOf(name));
        Assert.True(SystemFiles.IsOne("deep/er/" + name.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("thumbs/a.jpg")]
    [InlineData("eaDir/a.jpg")]
    [InlineData("_a.jpg")]
    [InlineData(".hidden.jpg")]
    [InlineData("my desktop.ini.jpg")]
    [InlineData("recycle/a.jpg")]
    public void What_people_call_their_pictures_is_none_of_it(string name) => Assert.False(SystemFiles.IsOne(name));

    public static TheoryData<string, bool> Heads() =>
        new()
        {
            { "\u00FF\u00D8\u00FF\u00E0", true },
            { "\u0089PNG\r\n\u001A\n", true },
            { "GIF89a", true },
            { "RIFF\0\0\0\0WEBPVP8 ", true },
            { "II*\0\u0008\0\0\0", true },
            { "MM\0+\0\u0008\0\0", true },
            { "\0\0\0\u001Cftypavif\0\0\0\0avif", true },
            { "\0\0\0\u0018ftypheic\0\0\0\0heic", true },
            { "8BPS\0\u0001", true },
            { "BM\0\0\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0", true },
            { "P6\n640 480\n255\n", true },
            { "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", true },
            { "\0\0\0\u0018ftypmp42\0\0\0\0isom", false },
            { "BMW is a make of cars, and no bitmap.", false },
            { "P1 is a name", false },
            { "%PDF-1.7", false },
            { "<html><svg/></html>", false },
            { "PK\u0003\u0004", false },
            { "\u001F\u008B\u0008", false },
            { "RIFF\0\0\0\0WAVEfmt ", false },
            { "Some text", false },
            { "", false },
        };

    [Theory]
    [MemberData(nameof(Heads))]
    public void First_bytes_tell_pictures_of_every_format_from_other_files(string head, bool isPicture) =>
        Assert.Equal(isPicture, ImageSignature.IsPicture(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void Every_format_of_the_fixtures_is_known_by_its_first_bytes()
    {
        foreach (
            var file in Directory
                .GetFiles(Path.Combine(Repository.Fixtures, "formats"))
                .Where(file => PictureNames.KindOf(file) == NameKind.Picture)
        )
        {
            var bytes = File.ReadAllBytes(file);
            Assert.True(ImageSignature.IsPicture(bytes.AsSpan(0, Math.Min(bytes.Length, ImageSignature.HeadBytes))), file);
        }
    }
}
