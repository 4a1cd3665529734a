using System.IO.Compression;
using System.Text;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results;

namespace Serverless.Api.Tests;

/// <summary>
/// What senders do to a picture on its way: taken where that is safe, else answered with what is at fault, header or form, and what to
/// send.
/// </summary>
public sealed class SenderFormTests
{
    private static readonly byte[] Png = WarmUpPicture.Png;

    private static readonly string Plain = Convert.ToBase64String(Png);

    public static TheoryData<string, string> Base64Forms =>
        new()
        {
            { "base64", Plain },
            { "base64", Plain.TrimEnd('=') },
            { "base64", Plain.Replace('+', '-').Replace('/', '_') },
            { "base64", Plain.Replace('+', '-').Replace('/', '_').TrimEnd('=') },
            { "base64", string.Join("\\r\\n", Plain.Chunk(76).Select(line => new string(line))) },
            { "base64", " " + Plain.Insert(8, "\\t") + "\\n" },
            { "base64", "data:image/png;base64," + Plain },
            { "base64", "DATA:;BASE64," + Plain },
            { "base64", "data:image/jpeg;charset=utf-8;base64," + Plain },
            { "base64", "data:image/png;base64," + Uri.EscapeDataString(Plain) },
            { "url", "data:image/png;base64," + Plain },
            { "url", "data:image/png;base64," + Plain.TrimEnd('=') },
        };

    /// <summary>Header ("" for none, "none" for a missing one), body, status' code, and words that the answer must have.</summary>
    public static TheoryData<string, string, string, string[]> Faults =>
        new()
        {
            {
                "application/x-www-form-urlencoded",
                "png",
                "unsupported_media_type",
                ["Content-Type header", "curl --data-binary", "image/png"]
            },
            {
                "application/x-www-form-urlencoded",
                "image=x",
                "unsupported_media_type",
                ["Content-Type header", "application/octet-stream", "multipart/form-data"]
            },
            { "text/plain", "png", "unsupported_media_type", ["Content-Type header says text/plain", "image/png"] },
            { "text/plain; charset=utf-8", "some words", "unsupported_media_type", ["Content-Type header", "application/json"] },
            { "application/pdf", "gif", "unsupported_media_type", ["application/pdf", "image/gif"] },
            { "jpeg", "png", "unsupported_media_type", ["'jpeg' is no media type", "image/png"] },
            { "multipart/related; boundary=x", "--x", "unsupported_media_type", ["multipart/related", "multipart/form-data"] },
            { "application/json", "png", "malformed_request", ["Content-Type header says application/json", "image/png"] },
            { "application/json; charset=utf-16", "{}", "unsupported_media_type", ["charset=utf-16", "UTF-8"] },
            { "application/json", "utf16", "malformed_request", ["UTF-16", "UTF-8"] },
            { "application/json", "utf32", "malformed_request", ["UTF-32", "UTF-8"] },
            { "application/json", "utf16 without a mark", "malformed_request", ["UTF-16", "UTF-8"] },
            { "application/json", "latin1", "malformed_request", ["UTF-8"] },
            { "application/json", """{"image":{"base64":"iVBO"},"caption":"\ud800"}""", "malformed_request", ["surrogate"] },
            { "application/json", """{"image":{"base64":"data:image/png;base64"}}""", "malformed_request", ["comma"] },
            {
                "application/json",
                """{"image":{"base64":"data:image/svg+xml,%3Csvg%3E"}}""",
                "malformed_request",
                ["data: URL", "Base64"]
            },
            { "application/json", """{"image":{"url":"data:image/svg+xml;utf8,<svg>"}}""", "malformed_request", ["data: URL", "Base64"] },
            { "application/json", """{"image":{"base64":"data:image/png;base64,"}}""", "empty_body", ["empty"] },
            { "application/json", """{"image":{"base64":"AAAAA"}}""", "malformed_request", ["Base64"] },
            { "image/png", """{"image":{"base64":"iVBO"}}""", "unsupported_media_type", ["is JSON", "Content-Type: application/json"] },
            { "none", """{"image":{"base64":"iVBO"}}""", "unsupported_media_type", ["is JSON", "Content-Type: application/json"] },
            {
                "application/octet-stream",
                "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nx\r\n--b--",
                "unsupported_media_type",
                ["multipart form", "curl -F"]
            },
            { "image/png", "base64", "unsupported_media_type", ["Base64"] },
            { "image/png", "data:image/png;base64,iVBO", "unsupported_media_type", ["data: URL"] },
            { "image/png", "https://example.org/x.png", "unsupported_media_type", ["is an address", "url"] },
            { "image/png", "gzip", "unsupported_media_type", ["gzip", "Content-Encoding"] },
            { "multipart/form-data", "png", "malformed_request", ["without a boundary", "curl -F"] },
            {
                "multipart/form-data; boundary=other",
                "--b\r\n\r\nx\r\n--b--",
                "malformed_request",
                ["boundary", "does not stand in the body"]
            },
            { "multipart/form-data; boundary=b", "png", "unsupported_media_type", ["is a picture", "image/png"] },
            {
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n{\"a\":1}\r\n--b--\r\n",
                "unsupported_media_type",
                ["field image", "is JSON"]
            },
            {
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\nbeams=2\r\n--b--\r\n",
                "malformed_request",
                ["options", "JSON"]
            },
            {
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n"
                    + "Content-Transfer-Encoding: quoted-printable\r\n\r\nx\r\n--b--\r\n",
                "unsupported_media_type",
                ["Content-Transfer-Encoding"]
            },
        };

    [Theory]
    [MemberData(nameof(Base64Forms))]
    public async Task Base64_is_taken_in_every_form_that_says_the_same(string field, string text)
    {
        var read = await ReadAsync("application/json", Encoding.UTF8.GetBytes($$$"""{"image":{"{{{field}}}":"{{{text}}}"}}"""));
        Assert.True(read.TryGet(out var asked, out var failure), failure?.Detail);
        Assert.Equal(Png, Assert.IsType<ImageReference.Sent>(asked.Image).Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_cannot_be_taken_is_answered_with_the_true_reason_and_what_to_do(
        string header,
        string body,
        string code,
        string[] says
    )
    {
        var failure = (await ReadAsync(header == "none" ? null : header, Bytes(body))).Failure;
        Assert.Equal(code, failure is null ? null : FailureTable.Of(failure.Reason).Code);
        Assert.All(says, part => Assert.Contains(part, failure!.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void The_title_is_true_of_headers_and_of_pictures() =>
        Assert.DoesNotContain("picture", FailureTable.Of(FailureReason.UnsupportedMediaType).Title, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_mark_at_the_start_of_JSON_is_passed_over()
    {
        var read = await ReadAsync(
            "application/json; charset=utf-8",
            [.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes($$$"""{"image":{"base64":"{{{Plain}}}"}}""")]
        );
        Assert.NotNull(read.Value);
        var form = Encoding.UTF8.GetBytes(
            $"--b\r\nContent-Disposition: form-data; name=\"image\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{Plain}\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n\uFEFF{\"beams\":2}\r\n--b--\r\n"
        );
        var multipart = await ReadAsync("multipart/form-data; boundary=b", form);
        Assert.True(multipart.TryGet(out var asked, out var failure), failure?.Detail);
        Assert.Equal((2, Png.Length), (asked.Options.Beams, Assert.IsType<ImageReference.Sent>(asked.Image).Bytes.Length));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/jpeg")] // what a picture is, its bytes say
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task A_picture_is_taken_under_any_picture_type_and_under_none(string? header) =>
        Assert.NotNull((await ReadAsync(header, Png)).Value);

    private static byte[] Bytes(string body) =>
        body switch
        {
            "png" => Png,
            "gif" => "GIF89a\u0001"u8.ToArray(),
            "base64" => Encoding.ASCII.GetBytes(Plain),
            "gzip" => Gzip(Png),
            "utf16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")],
            "utf16 without a mark" => Encoding.BigEndianUnicode.GetBytes("{}"),
            "utf32" => [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("{}")],
            "latin1" => Encoding.Latin1.GetBytes("""{"image":{"base64":"iVBO"},"caption":"café"}"""),
            _ => Encoding.UTF8.GetBytes(body),
        };

    private static byte[] Gzip(byte[] bytes)
    {
        using var kept = new MemoryStream();
        using (var zip = new GZipStream(kept, CompressionLevel.Fastest))
            zip.Write(bytes);
        return kept.ToArray();
    }

    private static Task<Core.Result<PictureRequest, CaptionFailure>> ReadAsync(string? type, byte[] body) =>
        PictureRequestReader.ReadAsync(new RequestContent(type, [], body), TextLimit.Default);
}
