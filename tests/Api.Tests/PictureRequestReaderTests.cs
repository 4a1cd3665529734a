using System.Text;
using Serverless.Api.Requests;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Fetching;

namespace Serverless.Api.Tests;

public sealed class PictureRequestReaderTests
{
    [Fact]
    public async Task Raw_bytes_carry_options_in_the_query()
    {
        var read = await ReadAsync(
            "image/jpeg",
            "picture"u8.ToArray(),
            ("beams", "4"),
            ("minQuality", "0.25"),
            ("detail", "brief"),
            ("language", "en"),
            ("alternatives", "2"),
            ("maxCharacters", "99"),
            ("explain", "true")
        );
        Assert.Equal(
            new CaptionOptions
            {
                Beams = 4,
                MinQuality = 0.25,
                Detail = "brief",
                Language = "en",
                Alternatives = 2,
                MaxCharacters = 99,
                Explain = true,
            },
            read.Value!.Options
        );
        Assert.Equal("picture"u8.ToArray(), Assert.IsType<ImageReference.Sent>(read.Value.Image).Bytes.ToArray());
    }

    [Fact]
    public async Task Multipart_carries_picture_words_context_and_options()
    {
        var body = Multipart(
            ("image", "picture", "photo.jpg"),
            ("caption", "a døg", null),
            ("context", "{\"role\":\"functional\",\"linkTarget\":\"/x\"}", null),
            ("options", "{\"beams\":2}", null)
        );
        var read = await ReadAsync("multipart/form-data; boundary=\"b0undary\"", body);
        Assert.Equal(
            ("a døg", 2, ImageRole.Functional, "/x"),
            (read.Value!.Text, read.Value.Options.Beams, read.Value.Context.Role, read.Value.Context.LinkTarget)
        );
        Assert.Equal("picture"u8.ToArray(), Assert.IsType<ImageReference.Sent>(read.Value.Image).Bytes.ToArray());
    }

    [Fact]
    public async Task Json_carries_the_same()
    {
        var read = await ReadAsync(
            "application/json",
            Encoding.UTF8.GetBytes(
                $$$"""
                {
                  "image": {"base64": "{{{Convert.ToBase64String("picture"u8)}}}"},
                  "caption": "a dog",
                  "context": {"existingAlt": "dog", "nearbyText": "t", "fileName": "f.jpg"},
                  "options": {"minQuality": 0}
                }
                """
            )
        );
        Assert.Equal(
            ("a dog", 0.0, "dog", "t", "f.jpg"),
            (
                read.Value!.Text,
                read.Value.Options.MinQuality,
                read.Value.Context.ExistingAlt,
                read.Value.Context.NearbyText,
                read.Value.Context.FileName
            )
        );
        Assert.Equal("picture"u8.ToArray(), Assert.IsType<ImageReference.Sent>(read.Value.Image).Bytes.ToArray());
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("{\"explain\":null}", null)]
    [InlineData("{\"explain\":true}", true)]
    [InlineData("{\"explain\":false}", false)]
    public async Task An_explanation_is_asked_for_by_true_in_a_form_and_in_json(string options, bool? expected)
    {
        var body = Multipart(("image", "picture", "photo.jpg"), ("options", options, null));
        Assert.Equal(expected, (await ReadAsync("multipart/form-data; boundary=b0undary", body)).Value!.Options.Explain);
        var json = Encoding.UTF8.GetBytes("{\"image\":{\"base64\":\"AA==\"},\"options\":" + options + "}");
        Assert.Equal(expected, (await ReadAsync("application/json", json)).Value!.Options.Explain);
    }

    [Fact]
    public async Task Json_may_say_where_the_picture_is_instead()
    {
        Assert.Equal(
            new ImageReference.AtUrl("https://example.org/x.jpg"),
            (await ReadAsync("application/json", """{"image":{"url":"https://example.org/x.jpg"}}"""u8.ToArray())).Value!.Image
        );
        Assert.Equal(
            new ImageReference.InStore("s3://b/k"),
            (await ReadAsync("application/json", """{"image":{"blob":"s3://b/k"}}"""u8.ToArray())).Value!.Image
        );
    }

    [Theory]
    [InlineData("beam", "3", FailureReason.UnknownOption)]
    [InlineData("beams", "three", FailureReason.MalformedRequest)]
    [InlineData("minQuality", "high", FailureReason.MalformedRequest)]
    [InlineData("explain", "1", FailureReason.MalformedRequest)]
    [InlineData("explain", "", FailureReason.MalformedRequest)]
    [InlineData("context", "{}", FailureReason.MalformedRequest)]
    [InlineData("caption", "a dog", FailureReason.MalformedRequest)]
    public async Task A_query_that_cannot_be_taken_is_refused_by_name(string name, string value, FailureReason reason)
    {
        var failure = (await ReadAsync("image/png", "picture"u8.ToArray(), (name, value))).Failure!;
        Assert.Equal((reason, name), (failure.Reason, failure.Field));
    }

    [Theory]
    [InlineData("{", FailureReason.MalformedRequest, null)]
    [InlineData("[]", FailureReason.MalformedRequest, null)]
    [InlineData("{}", FailureReason.MalformedRequest, "image")]
    [InlineData("{\"image\":{}}", FailureReason.MalformedRequest, "image")]
    [InlineData("{\"image\":{\"base64\":\"AA==\",\"url\":\"x\"}}", FailureReason.MalformedRequest, "image")]
    [InlineData("{\"image\":{\"base64\":\"*\"}}", FailureReason.MalformedRequest, "image.base64")]
    [InlineData("{\"image\":{\"base64\":5}}", FailureReason.MalformedRequest, "image.base64")]
    [InlineData("{\"image\":{\"base64\":\"\"}}", FailureReason.EmptyBody, "image.base64")]
    [InlineData("{\"image\":{\"url\":\"\"}}", FailureReason.MalformedRequest, "image.url")]
    [InlineData("{\"image\":{\"blob\":5}}", FailureReason.MalformedRequest, "image.blob")]
    [InlineData("{\"image\":{\"path\":\"/etc\"}}", FailureReason.UnknownOption, "image.path")]
    [InlineData("{\"picture\":1}", FailureReason.UnknownOption, "picture")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"image\":{\"base64\":\"AA==\"}}", FailureReason.MalformedRequest, null)]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"options\":{\"beam\":1}}", FailureReason.UnknownOption, "options.beam")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"options\":{\"beams\":\"1\"}}", FailureReason.MalformedRequest, "options.beams")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"options\":{\"beams\":1.5}}", FailureReason.MalformedRequest, "options.beams")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"options\":{\"explain\":\"true\"}}", FailureReason.MalformedRequest, "options.explain")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"options\":[]}", FailureReason.MalformedRequest, "options")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"context\":{\"role\":\"hero\"}}", FailureReason.OptionNotSupported, "context.role")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"context\":{\"role\":\"3\"}}", FailureReason.OptionNotSupported, "context.role")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"context\":{\"mood\":\"x\"}}", FailureReason.UnknownOption, "context.mood")]
    [InlineData("{\"image\":{\"base64\":\"AA==\"},\"caption\":5}", FailureReason.MalformedRequest, "caption")]
    public async Task Json_that_cannot_be_taken_is_refused_by_name(string json, FailureReason reason, string? field)
    {
        var failure = (await ReadAsync("application/json", Encoding.UTF8.GetBytes(json))).Failure!;
        Assert.Equal((reason, field), (failure.Reason, failure.Field));
    }

    [Theory]
    [InlineData("multipart/form-data", FailureReason.MalformedRequest)]
    [InlineData("multipart/form-data; boundary=other", FailureReason.MalformedRequest)]
    [InlineData("text/plain", FailureReason.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", FailureReason.UnsupportedMediaType)]
    public async Task A_form_that_cannot_be_read_is_refused(string type, FailureReason reason) =>
        Assert.Equal(reason, (await ReadAsync(type, Multipart(("image", "picture", "x.jpg")))).Failure!.Reason);

    [Theory]
    [InlineData("picture", FailureReason.UnknownOption)]
    [InlineData("caption", FailureReason.MalformedRequest)]
    public async Task Multipart_without_an_image_is_refused(string field, FailureReason reason) =>
        Assert.Equal(reason, (await ReadAsync("multipart/form-data; boundary=b0undary", Multipart((field, "x", null)))).Failure!.Reason);

    [Fact]
    public async Task Multipart_that_ends_too_early_is_refused()
    {
        var body = Multipart(("image", "picture", "photo.jpg"));
        Assert.Equal(
            FailureReason.MalformedRequest,
            (await ReadAsync("multipart/form-data; boundary=b0undary", body[..^20])).Failure!.Reason
        );
    }

    [Fact]
    public async Task An_empty_body_is_called_empty() =>
        Assert.Equal(FailureReason.EmptyBody, (await ReadAsync("image/png", [])).Failure!.Reason);

    [Fact]
    public async Task Options_in_the_query_of_another_form_are_refused_rather_than_ignored() =>
        Assert.Equal(
            (FailureReason.UnknownOption, "beams"),
            (
                (await ReadAsync("application/json", "{}"u8.ToArray(), ("beams", "3"))).Failure! is var failure ? failure.Reason : default,
                failure.Field
            )
        );

    [Fact]
    public async Task A_body_is_read_no_further_than_its_limit()
    {
        using var stream = new MemoryStream(new byte[5000]);
        Assert.Equal(FailureReason.BodyTooLarge, (await BodyReader.ReadAsync(stream, null, 4999, default)).Failure!.Reason);
        stream.Position = 0;
        Assert.Equal(5000, (await BodyReader.ReadAsync(stream, null, 5000, default)).Value!.Length);
        Assert.Equal(FailureReason.BodyTooLarge, (await BodyReader.ReadAsync(Stream.Null, 6000, 5999, default)).Failure!.Reason);
    }

    [Theory]
    [InlineData("caption")]
    [InlineData("context.existingAlt")]
    [InlineData("context.nearbyText")]
    [InlineData("context.linkTarget")]
    [InlineData("context.fileName")]
    public async Task A_text_longer_than_the_setting_allows_is_refused_by_name_in_every_form(string field)
    {
        foreach (var (length, isTaken) in ((int, bool)[])[(2_000, true), (2_001, false), (300_000, false)])
        {
            var text = new string('a', length);
            var (words, context) = field == "caption" ? ($"\"{text}\"", "{}") : ("null", $"{{\"{field[8..]}\":\"{text}\"}}");
            var json = $"{{\"image\":{{\"base64\":\"AAAA\"}},{(words == "null" ? "" : $"\"caption\":{words},")}\"context\":{context}}}";
            var parts = new List<(string, string, string?)> { ("image", "picture", "p.jpg"), ("context", context, null) };
            if (field == "caption")
                parts.Add(("caption", text, null));
            foreach (
                var read in new[]
                {
                    await ReadAsync("application/json", Encoding.UTF8.GetBytes(json)),
                    await ReadAsync("multipart/form-data; boundary=\"b0undary\"", Multipart([.. parts])),
                }
            )
            {
                Assert.Equal(isTaken, read.Value is not null);
                if (isTaken)
                    continue;
                Assert.Equal((FailureReason.MalformedRequest, field), (read.Failure!.Reason, read.Failure.Field));
                Assert.Contains("CAPTION_MAX_TEXT_CHARACTERS", read.Failure.Detail, StringComparison.Ordinal);
                Assert.True(read.Failure.Detail.Length < 200);
            }
        }
    }

    [Theory]
    [InlineData(2_000, true)]
    [InlineData(2_001, false)]
    public void A_corrected_caption_has_the_same_limit(int length, bool isTaken)
    {
        var corrected = new string('a', length);
        var body = Encoding.UTF8.GetBytes(
            $"{{\"id\":\"01J9Z3NDEKTSV4RRFFQ69G5FAV\",\"decision\":\"edit\",\"correctedCaption\":\"{corrected}\"}}"
        );
        var read = ReviewRequestReader.Read(new RequestContent("application/json", [], body), TextLimit.Default);
        Assert.Equal(isTaken, read.Value is not null);
        if (!isTaken)
            Assert.Equal((FailureReason.MalformedRequest, "correctedCaption"), (read.Failure!.Reason, read.Failure.Field));
    }

    private static Task<Core.Result<PictureRequest, CaptionFailure>> ReadAsync(
        string type,
        byte[] body,
        params (string Name, string Value)[] query
    ) =>
        PictureRequestReader.ReadAsync(
            new RequestContent(type, [.. query.Select(pair => new KeyValuePair<string, string>(pair.Name, pair.Value))], body),
            TextLimit.Default
        );

    private static byte[] Multipart(params (string Name, string Value, string? FileName)[] parts) =>
        Encoding.UTF8.GetBytes(
            string.Concat(
                parts.Select(part =>
                    $"--b0undary\r\nContent-Disposition: form-data; name=\"{part.Name}\""
                    + (part.FileName is null ? "" : $"; filename=\"{part.FileName}\"")
                    + $"\r\n\r\n{part.Value}\r\n"
                )
            ) + "--b0undary--\r\n"
        );
}
