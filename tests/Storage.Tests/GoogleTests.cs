using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Storage.Gcp;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>Cloud Storage against the strict server of ours.</summary>
public sealed class GoogleTests(GoogleTests.Fixture fixture) : CloudStoreContract, IClassFixture<GoogleTests.Fixture>
{
    [Fact]
    public async Task What_an_upload_must_be_is_signed()
    {
        var store = await NewAsync();
        var terms = new UploadTerms("image/png", 5, TimeSpan.FromMinutes(1));
        var upload = Got(await store.PresignUploadAsync("in/höhe + 1.png", terms, Now));
        var (query, headers) = (Uri.UnescapeDataString(upload.Address.Query), upload.Headers);
        const string Signed = "X-Goog-SignedHeaders=content-type;host;x-goog-content-length-range;x-goog-if-generation-match";
        Assert.EndsWith("/in/h%C3%B6he%20%2B%201.png", upload.Address.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains(Signed, query, StringComparison.Ordinal);
        Assert.Contains("X-Goog-Expires=60&", query, StringComparison.Ordinal);
        Assert.Equal(("image/png", "5,5"), (headers["content-type"], headers["x-goog-content-length-range"]));
        Assert.Equal("0", headers["x-goog-if-generation-match"]);
    }

    protected override int Port => fixture.Server.Port;

    protected override string ThrottlingBody => "{\"error\":{\"code\":503}}";

    protected override async Task CreateAsync(string container)
    {
        using var client = new HttpClient();
        (
            await client.PostAsJsonAsync($"{fixture.Server.Address}/storage/v1/b?project=p", new { name = container }, Now)
        ).EnsureSuccessStatusCode();
    }

    protected override IBlobStore OpenAt(string container, string endpoint, TimeSpan timeout)
    {
        var stores = new GoogleStores(TimeProvider.System, timeout, name => name == "STORAGE_EMULATOR_HOST" ? endpoint : null);
        return Got(stores.Open(new BlobAddress("gs", container, ""))).Store;
    }

    public sealed class Fixture() : EmulatorFixture(part: null)
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("account-").FullName;

        private protected override async Task<Emulator> StartAsync()
        {
            using var key = RSA.Create(2048);
            var path = Path.Combine(_folder, "account.json");
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
            Environment.SetEnvironmentVariable("GOOGLE_APPLICATION_CREDENTIALS", path);
            return await Emulator.CloudStorageAsync("--signed-by", path);
        }
    }
}
