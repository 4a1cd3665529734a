using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>The same requests give the same documents and the same failure codes on every host, through its true entry point.</summary>
public sealed class HostContract(FourPlatforms platforms) : IClassFixture<FourPlatforms>
{
    private const string Boundary = "----boundary";

    /// <summary>What differs from answer to answer.</summary>
    private static readonly string[] Volatile = ["id", "timings", "createdAt", "loadedSince", "instance"];

    public static TheoryData<string, string, string, string, int, string> Requests
    {
        get
        {
            var rows = new TheoryData<string, string, string, string, int, string>
            {
                { "POST", "/v1/captions", "image/png", "samples/bar-chart.png", 200, "chart" },
                { "POST", "/v1/captions", "application/octet-stream", "samples/shapes.png", 200, "drawing" },
                { "POST", "/v1/captions", "image/jpeg", "samples/march-pastoral.jpg", 200, "labels" },
                { "POST", "/v1/captions", "image/jpeg", "samples/airplane-from-above.jpg", 200, "refused" },
                { "POST", "/v1/captions", "image/png", "samples/blank.png", 200, "blank_image" },
                { "POST", "/v1/captions", "image/png", "samples/page-of-text.png", 200, "text_image" },
                { "POST", "/v1/captions?beams=1", "image/png", "samples/bar-chart.png", 200, "chart" },
                { "POST", "/v1/captions?alternatives=2", "image/png", "samples/bar-chart.png", 200, "\"alternatives\":[]" },
                {
                    "POST",
                    "/v1/captions?alternatives=1&minQuality=0",
                    "image/jpeg",
                    "samples/nagasaki-boats.jpg",
                    200,
                    "\"alternatives\":[{"
                },
                { "POST", "/v1/captions?minQuality=0.99", "image/png", "samples/bar-chart.png", 200, "refused" },
                { "POST", "/v1/captions?minQuality=0&maxCharacters=40", "image/jpeg", "samples/airplane-from-above.jpg", 200, "review" },
                { "POST", "/v1/captions", "multipart", "image", 200, "chart" },
                { "POST", "/v1/captions", "multipart", "image+context", 200, "functional" },
                { "POST", "/v1/captions", "json", "base64", 200, "chart" },
                { "POST", "/v1/captions", "json", "decorative", 200, "decorative" },
                { "POST", "/v1/scores", "multipart", "image+caption", 200, "out_of_scope" },
                { "POST", "/v1/scores", "json", "caption", 200, "refused" },
                { "GET", "/v1/model", "", "", 200, "caption-base" },
                { "GET", "/health/live", "", "", 200, "ok" },
                { "GET", "/health/ready", "", "", 200, "ok" },
                { "GET", "/health/started", "", "", 200, "ok" },
                { "HEAD", "/health/live", "", "", 200, "" },
                { "GET", "/openapi/v1.json", "", "", 200, "openapi" },
                { "OPTIONS", "/v1/captions", "", "", 204, "" },
                { "POST", "/v1/captions?beams=99", "image/png", "samples/blank.png", 400, "option_not_supported" },
                { "POST", "/v1/captions?wings=2", "image/png", "samples/blank.png", 400, "unknown_option" },
                { "POST", "/v1/captions?context=x", "image/png", "samples/blank.png", 400, "malformed_request" },
                { "POST", "/v1/captions?language=de", "image/png", "samples/blank.png", 400, "option_not_supported" },
                { "POST", "/v1/captions", "image/png", "", 400, "empty_body" },
                { "POST", "/v1/captions", "json", "nonsense", 400, "malformed_request" },
                { "POST", "/v1/captions", "json", "wrong base64", 400, "malformed_request" },
                { "POST", "/v1/captions", "json", "url", 403, "forbidden" },
                { "POST", "/v1/captions", "json", "blob", 403, "forbidden" },
                { "POST", "/v1/scores", "image/png", "samples/blank.png", 400, "malformed_request" },
                { "POST", "/v1/captions", "text/plain", "samples/README.md", 415, "unsupported_media_type" },
                { "POST", "/v1/captions", "application/x-www-form-urlencoded", "samples/bar-chart.png", 415, "curl --data-binary" },
                { "POST", "/v1/captions", "application/pdf", "samples/bar-chart.png", 415, "send Content-Type: image/png" },
                { "POST", "/v1/captions", "image/png", "samples/README.md", 415, "unsupported_media_type" },
                { "POST", "/v1/captions", "multipart/form-data", "samples/bar-chart.png", 400, "without a boundary" },
                { "POST", "/v1/captions", "multipart/form-data; boundary=b", "samples/bar-chart.png", 415, "is a picture" },
                { "POST", "/v1/captions", "json", "data url", 200, "chart" },
                { "POST", "/v1/captions", "json", "data url as url", 200, "chart" },
                { "POST", "/v1/captions", "json", "base64url", 200, "chart" },
                { "POST", "/v1/captions", "json", "lines", 200, "chart" },
                { "POST", "/v1/captions", "json", "mark", 200, "chart" },
                { "POST", "/v1/captions", "json", "half a pair", 400, "surrogate" },
                { "POST", "/v1/captions", "gzip", "samples/bar-chart.png", 200, "chart" },
                { "POST", "/v1/captions", "br", "samples/bar-chart.png", 200, "chart" },
                { "POST", "/v1/captions", "deflate", "samples/bar-chart.png", 200, "chart" },
                { "POST", "/v1/captions", "zstd", "samples/bar-chart.png", 415, "zstd" },
                { "POST", "/v1/captions", "gzip", "damaged", 400, "Content-Encoding" },
                { "POST", "/v1/uploads", "json", "base64", 404, "not_found" },
                { "PUT", "/v1/uploads/token", "image/png", "samples/blank.png", 404, "not_found" },
                { "POST", "/v1/caption%73", "image/png", "samples/bar-chart.png", 200, "chart" },
                { "POST", "/v1%2Fcaptions", "image/png", "samples/bar-chart.png", 404, "not_found" },
                { "GET", "/nowhere", "", "", 404, "not_found" },
                { "GET", "/favicon.ico", "", "", 404, "not_found" },
                { "GET", "/v1/captions", "", "", 405, "method_not_allowed" },
                { "DELETE", "/v1/model", "", "", 405, "method_not_allowed" },
                { "PUT", "/v1/captions", "image/png", "samples/blank.png", 405, "method_not_allowed" },
            };
            foreach (var bad in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "bad")).Order(StringComparer.Ordinal))
            {
                if (Path.GetFileName(bad).Split('.')[0] is "image_truncated" or "image_unreadable" or "image_dimensions")
                    rows.Add(
                        "POST",
                        "/v1/captions",
                        "image/png",
                        Path.GetRelativePath(Repository.Root, bad),
                        422,
                        Path.GetFileName(bad).Split('.')[0]
                    );
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_host_answers_alike(string method, string path, string type, string body, int status, string says)
    {
        var request = Make(method, path, type, body);
        var answers = await Task.WhenAll(platforms.All.Select(async one => (one.Name, Answer: await one.Platform.SendAsync(request))));
        foreach (var (name, answer) in answers)
        {
            Assert.Equal((name, status), (name, answer.Status));
            Assert.Equal((name, Normal(answers[0].Answer)), (name, Normal(answer)));
            Assert.Contains(says, Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers["x-content-type-options"]);
            if (status is not 204 && method != "HEAD")
                Assert.Equal(status < 400 ? "application/json" : "application/problem+json", answer.Headers["content-type"]);
            if (status == 405)
                Assert.NotEmpty(answer.Headers["allow"]);
        }
    }

    [Fact]
    public async Task The_same_picture_is_captioned_by_many_at_once_on_every_host()
    {
        var request = Make("POST", "/v1/captions", "image/png", "samples/shapes.png");
        foreach (var (_, platform) in platforms.All)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => platform.SendAsync(request)));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            Assert.Equal(
                12,
                answers.Select(answer => JsonDocument.Parse(answer.Body).RootElement.GetProperty("id").GetString()).Distinct().Count()
            );
        }
    }

    internal static HostRequest Make(string method, string path, string type, string body) =>
        type switch
        {
            "" => new HostRequest(method, path, [], []),
            "multipart" => new HostRequest(
                method,
                path,
                [new("Content-Type", $"multipart/form-data; boundary={Boundary}")],
                Multipart(body)
            ),
            "gzip" or "br" or "deflate" or "zstd" => new HostRequest(
                method,
                path,
                [new("Content-Type", "image/png"), new("Content-Encoding", type)],
                Coded(type, body)
            ),
            "json" => new HostRequest(method, path, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(Json(body))),
            _ => new HostRequest(
                method,
                path,
                [new("Content-Type", type)],
                body.Length == 0 ? [] : File.ReadAllBytes(Path.Combine(Repository.Root, body))
            ),
        };

    private static byte[] Chart => File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    private static byte[] Multipart(string parts)
    {
        using var stream = new MemoryStream();
        void Part(string disposition, byte[] content)
        {
            stream.Write(Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"));
            stream.Write(content);
            stream.Write("\r\n"u8);
        }

        Part("name=\"image\"; filename=\"chart.png\"", Chart);
        if (parts.Contains("caption", StringComparison.Ordinal))
            Part("name=\"caption\"", "a bar chart with green bars"u8.ToArray());
        if (parts.Contains("context", StringComparison.Ordinal))
            Part("name=\"context\"", """{"role":"functional","linkTarget":"the report"}"""u8.ToArray());
        stream.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return stream.ToArray();
    }

    private static byte[] Coded(string coding, string body)
    {
        if (body == "damaged")
            return Chart;
        using var kept = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" => new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                _ => new BufferedStream(kept),
            }
        )
        {
            stream.Write(File.ReadAllBytes(Path.Combine(Repository.Root, body)));
            stream.Flush();
            if (stream is BufferedStream)
                return kept.ToArray();
        }

        return kept.ToArray();
    }

    private static string Json(string what)
    {
        var image = $$$"""{"base64":"{{{Convert.ToBase64String(Chart)}}}"}""";
        return what switch
        {
            "base64" => "{\"image\":" + image + "}",
            "decorative" => $$$"""{"image":{{{image}}},"context":{"role":"decorative"}}""",
            "data url" => "{\"image\":" + image.Replace("\":\"", "\":\"data:image/png;base64,", StringComparison.Ordinal) + "}",
            "data url as url" => "{\"image\":"
                + image.Replace("base64\":\"", "url\":\"data:image/png;base64,", StringComparison.Ordinal)
                + "}",
            "base64url" => "{\"image\":" + image.Replace('+', '-').Replace('/', '_').Replace("=", "", StringComparison.Ordinal) + "}",
            "lines" => "{\"image\":" + image.Insert(60, "\\r\\n") + "}",
            "mark" => "\uFEFF{\"image\":" + image + "}",
            "half a pair" => $$"""{"image":{{image}},"caption":"\ud800"}""",
            "caption" => $$"""{"image":{{image}},"caption":"a dog on a beach"}""",
            "wrong base64" => """{"image":{"base64":"%%%"}}""",
            "url" => """{"image":{"url":"http://127.0.0.1:1/"}}""",
            "blob" => """{"image":{"blob":"s3://bucket/key.jpg"}}""",
            _ => "{ nonsense",
        };
    }

    private static string Normal(HostAnswer answer)
    {
        if (answer.Body.Length == 0)
            return "";
        var root = JsonNode.Parse(answer.Body)!.AsObject();
        foreach (var name in Volatile)
            root.Remove(name);
        (root["provenance"] as JsonObject)?.Remove("createdAt");
        return root.ToJsonString();
    }
}
