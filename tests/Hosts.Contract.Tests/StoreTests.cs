using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Storage;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Every host with its own cloud's store, and the container host with each: pictures by address and by upload.</summary>
public sealed class StoreTests : IAsyncDisposable
{
    private static readonly byte[] Chart = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    private CloudEmulator? _cloud;
    private IPlatform? _platform;
    private string? _folder;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aws", "s3")]
    [InlineData("azure", "az")]
    [InlineData("gcp", "gs")]
    [InlineData("kubernetes", "s3")]
    [InlineData("kubernetes", "az")]
    [InlineData("kubernetes", "gs")]
    [InlineData("kubernetes", "file")]
    public async Task A_picture_in_a_store_is_captioned_and_one_can_be_put_there(string host, string scheme)
    {
        var store = await StartAsync(host, scheme);
        Assert.Null((await store.WriteAsync("in/a b+1%.png", BlobContent.Of(Chart, "image/png"), WriteCondition.None, Now)).Failure);
        Assert.Null((await store.WriteAsync("secret/x.png", BlobContent.Of(Chart, "image/png"), WriteCondition.None, Now)).Failure);

        // of all addresses only file:// is a URL
        Assert.Equal((200, "chart"), await CaptionAsync(Container + (scheme == "file" ? "in/a%20b+1%25.png" : "in/a b+1%.png")));
        Assert.Equal((422, "blob_not_found"), await CaptionAsync(Container + "in/missing.png"));
        Assert.Equal((422, "blob_not_allowed"), await CaptionAsync(Container + "secret/x.png"));
        Assert.Equal((422, "blob_not_allowed"), await CaptionAsync(Container + "secret/missing.png"));

        var (status, upload) = await PostAsync("/v1/uploads", $$"""{"mediaType":"image/png","bytes":{{Chart.Length}}}""");
        Assert.Equal(201, status);
        var blob = upload.GetProperty("blob").GetString()!;
        Assert.Equal((422, "blob_not_found"), await CaptionAsync(blob));
        Assert.InRange(await PutAsync(upload), 200, 201);
        Assert.Equal((200, "chart"), await CaptionAsync(blob));
        Assert.InRange(await PutAsync(upload), 400, 499); // once
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
            await _platform.DisposeAsync();
        if (_cloud is not null)
            await _cloud.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private string Container => _cloud?.Container ?? $"file://{_folder}/";

    private async Task<IBlobStore> StartAsync(string host, string scheme)
    {
        _cloud = scheme switch
        {
            "s3" => await CloudEmulator.S3Async("photos"),
            "az" => await CloudEmulator.AzureAsync("photos"),
            "gs" => await CloudEmulator.GoogleAsync("photos"),
            _ => null,
        };
        if (_cloud is null)
            _folder = Directory.CreateTempSubdirectory("photos-").FullName;
        if (_folder is not null)
            Directory.CreateDirectory(Path.Combine(_folder, "up"));
        (string, string)[] settings =
        [
            ("CAPTION_BLOBS_FROM", Container + "in/"),
            ("CAPTION_UPLOADS_TO", Container + "up/"),
            ("CAPTION_PLATFORM_SCOPES", "caption,blob"),
            .. (_cloud?.Environment ?? new Dictionary<string, string>()).Select(pair => (pair.Key, pair.Value)),
        ];
        _platform = host switch
        {
            "aws" => await FakeLambda.StartAsync(settings),
            "azure" => await ListeningPlatform.AzureAsync(settings),
            "gcp" => await ListeningPlatform.GoogleAsync([.. settings, ("K_SERVICE", "")]), // an emulator is refused on Cloud Run
            _ => await ListeningPlatform.KubernetesAsync(settings),
        };
        return _cloud?.Store ?? new Storage.Files.FileBlobStore(_folder!, TimeProvider.System);
    }

    private async Task<(int Status, string Says)> CaptionAsync(string blob)
    {
        var (status, answer) = await PostAsync("/v1/captions", JsonSerializer.Serialize(new { image = new { blob } }));
        return (status, answer.GetProperty(status == 200 ? "kind" : "code").GetString()!);
    }

    private async Task<(int Status, JsonElement Answer)> PostAsync(string path, string json)
    {
        var answer = await _platform!.SendAsync(
            new HostRequest("POST", path, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(json))
        );
        return (answer.Status, JsonDocument.Parse(answer.Body).RootElement);
    }

    private static async Task<int> PutAsync(JsonElement upload)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, upload.GetProperty("uploadUrl").GetString())
        {
            Content = new ByteArrayContent(Chart),
        };
        foreach (var header in upload.GetProperty("headers").EnumerateObject())
        {
            if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(header.Value.GetString()!);
            else
                request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var response = await client.SendAsync(request, Now);
        return (int)response.StatusCode;
    }
}
