using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Storage;
using Serverless.Storage.Aws;
using Serverless.Storage.Azure;
using Serverless.Storage.Gcp;

namespace Serverless.Testing.Emulators;

/// <summary>A cloud's store with one container, as a host and a test both reach it.</summary>
internal sealed class CloudEmulator : IAsyncDisposable
{
    private const string AzureKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

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
            $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzureKey};"
            + $"BlobEndpoint={server.Address}/devstoreaccount1;";
        // The account's own signature lets the container be made with nothing but a PUT.
        using var client = new HttpClient();
        (
            await client.SendAsync(AzureRequests.CreateContainer($"{server.Address}/devstoreaccount1", container, AzureKey))
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
        using var key = RSA.Create(2048);
        var path = Path.Combine(folder, "account.json");
        var account = new
        {
            type = "service_account",
            project_id = "p",
            private_key_id = "k1",
            private_key = key.ExportPkcs8PrivateKeyPem(),
            client_email = "tests@p.iam.gserviceaccount.com",
            client_id = "1",
            token_uri = "https://oauth2.googleapis.com/token",
        };
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(account));
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
