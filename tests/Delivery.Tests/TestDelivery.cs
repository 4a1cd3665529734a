using System.Globalization;
using System.Security.Cryptography;
using Serverless.Ledger;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Delivery.Tests;

/// <summary>A delivery store in memory, with a clock that tests move.</summary>
internal sealed class TestDelivery
{
    private int _ids;

    public TestDelivery()
    {
        Memory = new MemoryBlobStore(Clock);
        Faults = new FailingStore(Memory);
        Store = new DeliveryStore(new BlobFolder(BlobAddress.Parse("gs://delivery/").Value!, Faults, ""));
    }

    public TestClock Clock { get; } = new();

    public MemoryBlobStore Memory { get; }

    public FailingStore Faults { get; }

    public DeliveryStore Store { get; }

    public DeliveryKeys Keys { get; set; } = DeliveryKeys.None;

    public LedgerAuthor Author => new("tester", Clock, () => Interlocked.Increment(ref _ids).ToString("D8", CultureInfo.InvariantCulture));

    public async Task<DeliveryLedger> LedgerAsync()
    {
        var opened = await DeliveryLedger.OpenAsync(Store, Keys, Author, CancellationToken.None);
        Assert.Null(opened.Failure?.Detail);
        return opened.Value!;
    }

    public async Task<DeliveryContext> OpenAsync()
    {
        var opened = await DeliveryContext.OpenAsync(Store, Keys, Author, CancellationToken.None);
        Assert.Null(opened.Failure?.Detail);
        return opened.Value!;
    }

    public async Task<byte[]> ReadAsync(string name) =>
        (await Memory.ReadBytesAsync(name, BlobSelection.All, CancellationToken.None)).Value!.Bytes;

    public async Task WriteAsync(string name, byte[] bytes) =>
        Assert.Null(
            (await Memory.WriteAsync(name, BlobContent.Of(bytes, "application/json"), WriteCondition.None, CancellationToken.None)).Failure
        );

    public async Task DeleteAsync(string name) => Assert.Null(await Memory.DeleteAsync(name, null, CancellationToken.None));

    /// <summary>The names of all objects and their versions: equal before and after where nothing was changed.</summary>
    public async Task<string[]> ObjectsAsync()
    {
        var page = (await Memory.ListAsync("", null, 1_000, CancellationToken.None)).Value!;
        return [.. page.Items.Select(item => $"{item.Key} {item.Version}")];
    }
}

/// <summary>A key pair in a folder of its own.</summary>
internal sealed class TestKey : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("key-").FullName;

    public TestKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(PrivateFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PublicFile, key.ExportSubjectPublicKeyInfoPem());
    }

    public string PrivateFile => Path.Combine(_folder, "key.pem");

    public string PublicFile => Path.Combine(_folder, "key.pub");

    public DeliveryKeys Keys => Read(PrivateFile, PublicFile);

    public DeliveryKeys PublicKeys => Read(null, PublicFile);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DeliveryKeys Read(string? signing, string trusted) =>
        DeliveryKeys
            .Read(name =>
                name == SigningKey.Setting ? signing
                : name == TrustedKeys.Setting ? trusted
                : null
            )
            .Value!;
}
