using System.Runtime.CompilerServices;
using Amazon.S3;
using Serverless.Storage.Aws;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>S3 against moto, which looks at no signature.</summary>
public sealed class MotoTests(MotoTests.Fixture fixture) : S3Contract(fixture.Server), IClassFixture<MotoTests.Fixture>
{
    protected override bool ChecksSignatures => false;

    public sealed class Fixture() : EmulatorFixture(Parts.Moto)
    {
        private protected override Task<Emulator> StartAsync() => Emulator.MotoAsync();
    }
}

/// <summary>
/// S3 against s3rver: it keeps no conditions, looks at no signature of version 4, has its files' limits on names, and lists in the order
/// of its files (over pages it then loses some).
/// </summary>
public sealed class S3RverTests(S3RverTests.Fixture fixture) : S3Contract(fixture.Server), IClassFixture<S3RverTests.Fixture>
{
    protected override bool KeepsConditions => false;

    protected override bool ChecksSignatures => false;

    protected override bool TakesEmptySegments => false;

    protected override bool TakesLongNames => false;

    protected override bool Orders => false;

    protected override bool OrdersByBytes => false;

    public sealed class Fixture() : EmulatorFixture(Parts.S3Rver)
    {
        private protected override Task<Emulator> StartAsync() => Emulator.S3RverAsync();
    }
}

public abstract class S3Contract : CloudStoreContract
{
    private readonly Emulator _server;

    private protected S3Contract(Emulator server) => _server = server;

    [Fact]
    public async Task What_an_upload_must_be_is_signed()
    {
        var upload = Got(
            await OpenAt("bucket", "http://127.0.0.1:1", TimeSpan.FromSeconds(1))
                .PresignUploadAsync("x.png", new UploadTerms("image/png", 5, TimeSpan.FromMinutes(1)), Now)
        );
        Assert.Contains(
            "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bif-none-match",
            upload.Address.Query,
            StringComparison.Ordinal
        );
        Assert.Contains("X-Amz-Expires=60", upload.Address.Query, StringComparison.Ordinal);
    }

    protected override int Port => _server.Port;

    protected override string ThrottlingBody =>
        "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

    protected override async Task CreateAsync(string container)
    {
        using var client = new AmazonS3Client(
            new AmazonS3Config
            {
                ServiceURL = _server.Address,
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
            }
        );
        await client.PutBucketAsync(container, Now);
    }

    protected override IBlobStore OpenAt(string container, string endpoint, TimeSpan timeout)
    {
        var stores = new S3Stores(TimeProvider.System, timeout, name => name == "AWS_ENDPOINT_URL_S3" ? endpoint : null);
        return Got(stores.Open(new BlobAddress("s3", container, ""))).Store;
    }
}

/// <summary>What the SDKs' chains find in the environment of these tests.</summary>
internal static class TestCredentials
{
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "S3RVER");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "S3RVER");
    }
}
