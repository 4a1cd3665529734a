using System.Net.Http.Json;
using Serverless.Storage;
using Serverless.Storage.Aws;
using Serverless.Storage.Azure;
using Serverless.Storage.Gcp;

namespace Serverless.Testing.Emulators;

/// <summary>A cloud's store with one container, as a host and a test both reach it.</summary>
internal sealed class CloudEmulator : IAsyncDisposable
{
    private readonly Emulator _server;
    private readonly string? _folder;

    private CloudEmulator(Emulator server, string container, Dictionary<string, string> environment, string? folder)
    {
        (_server, Container, Environment, _folder) = (server, container, environment, folder);
        var provider = Provider();
        Store = provider.Open(BlobAddress.Parse(container).Value!).Value!.Store;
    }

    /// <summary>Address of the container, with a slash at its end.</summary>
    public string Container { get; }

    /// <summary>What a process needs to reach it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public IBlobStore Store { get; }

    public static async Task<CloudEmulator> S3Async(string container)
    {
        var server = await Emulator.MotoAsync();
        using var client = new HttpClient();
        (await client.PutAsync($"{server.Address}/{container}", null)).EnsureSuccessStatusCode();
        System.Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        System.Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        return new CloudEmulator(
            server,
            $"s3://{container}/",
            new()
            {
                ["AWS_ENDPOINT_URL_S3"] = server.Address,
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["AWS_REGION"] = "eu-central-1",
            },
            null
        );
    }

    public static async Task<CloudEmulator> AzureAsync(string container)
    {
        var server = await Emulator.AzuriteAsync();
        var connection =
            $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzureRequests.Key};"
            + $"BlobEndpoint={server.Address}/devstoreaccount1;";
        // The account's own signature lets the container be made with nothing but a PUT.
        using var client = new HttpClient();
        (
            await client.SendAsync(AzureRequests.CreateContainer($"{server.Address}/devstoreaccount1", container, AzureRequests.Key))
        ).EnsureSuccessStatusCode();
        return new CloudEmulator(
            server,
            $"az://devstoreaccount1/{container}/",
            new() { ["AZURE_STORAGE_CONNECTION_STRING"] = connection },
            null
        );
    }

    public static async Task<CloudEmulator> GoogleAsync(string container)
    {
        var folder = Directory.CreateTempSubdirectory("account-").FullName;
        var path = Path.Combine(folder, "account.json");
        await GoogleAccount.WriteAsync(path);
        var server = await Emulator.CloudStorageAsync("--signed-by", path);
        using var client = new HttpClient();
        (await client.PostAsJsonAsync($"{server.Address}/storage/v1/b?project=p", new { name = container })).EnsureSuccessStatusCode();
        return new CloudEmulator(
            server,
            $"gs://{container}/",
            new() { ["STORAGE_EMULATOR_HOST"] = server.Address, ["GOOGLE_APPLICATION_CREDENTIALS"] = path },
            folder
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private IBlobStoreProvider Provider()
    {
        var timeout = TimeSpan.FromSeconds(60);
        return Container[..2] switch
        {
            "s3" => new S3Stores(TimeProvider.System, timeout, Environment.GetValueOrDefault),
            "az" => new AzureStores(TimeProvider.System, timeout, Environment.GetValueOrDefault),
            _ => new GoogleStores(TimeProvider.System, timeout, Environment.GetValueOrDefault),
        };
    }
}
