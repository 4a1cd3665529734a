using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Serverless.Storage.Azure;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>Azure Blob Storage against Azurite, signed with the account's key.</summary>
public sealed class AzuriteTests(AzuriteTests.Fixture fixture) : AzureContract(fixture.Server), IClassFixture<AzuriteTests.Fixture>
{
    [Fact]
    public async Task A_reading_whose_connection_breaks_goes_on_where_it_was()
    {
        const int Length = 1 << 20;
        var name = "c" + Guid.NewGuid().ToString("N")[..16];
        await CreateAsync(name);
        await using var proxy = new FaultyProxy(Port);
        var store = OpenAt(name, proxy.Address, TimeSpan.FromSeconds(10));
        var content = new BlobContent(() => new NumberStream(Length), Length, "application/octet-stream", BlobProperties.NoMetadata);
        Got(await store.WriteAsync("cut.bin", content, WriteCondition.None, Now));
        proxy.CutEachAfter(300_000);
        await using var reading = Got(await store.ReadAsync("cut.bin", BlobSelection.All, Now));
        using var digest = new DigestStream();
        Assert.Null(await reading.CopyToAsync(digest, Now));
        Assert.Equal(await SHA256.HashDataAsync(new NumberStream(Length), Now), digest.Hash());
    }

    protected override IBlobStore OpenAt(string container, string endpoint, TimeSpan timeout)
    {
        var stores = new AzureStores(
            TimeProvider.System,
            timeout,
            name => name == "AZURE_STORAGE_CONNECTION_STRING" ? Connection(endpoint) : null
        );
        return Got(stores.Open(new BlobAddress("az", $"{Account}/{container}", ""))).Store;
    }

    private protected override AzureAccount AccountAt(string endpoint) =>
        Got(AzureAccount.Of(Connection(endpoint), AzureAccount.Options(TimeSpan.FromSeconds(30))));

    private static string Connection(string endpoint) => $"AccountName={Account};AccountKey={Key};BlobEndpoint={endpoint}/{Account};";

    public sealed class Fixture() : EmulatorFixture(Parts.Azurite)
    {
        private protected override Task<Emulator> StartAsync() => Emulator.AzuriteAsync();
    }
}

/// <summary>
/// Azure Blob Storage against Azurite over HTTPS, with an identity's token; uploads are signed with a user delegation key.
/// </summary>
public sealed class AzuriteIdentityTests(AzuriteIdentityTests.Fixture fixture)
    : AzureContract(fixture.Server),
        IClassFixture<AzuriteIdentityTests.Fixture>
{
    protected override string Scheme => "https";

    protected override IBlobStore OpenAt(string container, string endpoint, TimeSpan timeout) =>
        new AzureBlobStore(AccountAt(endpoint, timeout), container, TimeProvider.System, timeout);

    private protected override AzureAccount AccountAt(string endpoint) => AccountAt(endpoint, TimeSpan.FromSeconds(30));

    protected override HttpClient Client() => new(Trusting());

    [Fact]
    public async Task A_delegation_key_is_kept_until_it_ends_before_a_signature_would()
    {
        var keys = AccountAt($"https://127.0.0.1:{Port}").DelegationKeys!;
        var now = DateTimeOffset.UtcNow;
        var first = await keys.GetAsync(now.AddHours(1), Now);
        Assert.Same(first, await keys.GetAsync(now.AddHours(5), Now));
        var longer = await keys.GetAsync(now.AddHours(20), Now);
        Assert.InRange(longer.SignedExpiresOn, now.AddHours(20), now.AddHours(21));
        Assert.Same(longer, await keys.GetAsync(now.AddHours(20), Now));
    }

    private static AzureAccount AccountAt(string endpoint, TimeSpan timeout)
    {
        var options = AzureAccount.Options(timeout);
        options.Transport = new HttpClientTransport(Trusting());
        var identity = new Lazy<TokenCredential>(() => new TestToken());
        return AzureAccount.Of(Account, new Uri($"{endpoint}/{Account}"), identity, options, TimeProvider.System);
    }

#pragma warning disable MA0039 // the emulator's certificate is made for the test
    private static HttpClientHandler Trusting() => new() { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
#pragma warning restore MA0039

    /// <summary>A token as Azurite's basic checks want it: the claims of Entra ID, signed by nobody.</summary>
    private sealed class TestToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var now = DateTimeOffset.UtcNow;
            static string Part(object value) =>
                Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            var claims = new
            {
                aud = "https://storage.azure.com",
                iss = "https://sts.windows.net/11111111-1111-1111-1111-111111111111/",
                nbf = now.ToUnixTimeSeconds() - 60,
                iat = now.ToUnixTimeSeconds() - 60,
                exp = now.ToUnixTimeSeconds() + 3_600,
                oid = "22222222-2222-2222-2222-222222222222",
                tid = "11111111-1111-1111-1111-111111111111",
                sub = "test",
            };
            return new AccessToken($"{Part(new { alg = "RS256", typ = "JWT" })}.{Part(claims)}.c2ln", now.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    public sealed class Fixture() : EmulatorFixture(Parts.Azurite)
    {
        private protected override async Task<Emulator> StartAsync()
        {
            var folder = Directory.CreateTempSubdirectory("certificate-").FullName;
            using var key = RSA.Create(2048);
            using var certificate = new CertificateRequest(
                "CN=127.0.0.1",
                key,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
            return await Emulator.AzuriteAsync((Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem")));
        }
    }
}

public abstract class AzureContract : CloudStoreContract
{
    internal const string Account = "devstoreaccount1",
        Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Emulator _server;

    private protected AzureContract(Emulator server) => _server = server;

    protected override bool TakesBackslashes => false;

    protected override bool OrdersByBytes => false;

    protected override bool HoldsToLength => false;

    protected override int Port => _server.Port;

    protected override string ThrottlingBody => "<?xml version=\"1.0\"?><Error><Code>ServerBusy</Code></Error>";

    protected override async Task CreateAsync(string container)
    {
        await AccountAt($"{Scheme}://127.0.0.1:{Port}").Client.CreateBlobContainerAsync(container, cancellationToken: Now);
    }

    private protected abstract AzureAccount AccountAt(string endpoint);
}
