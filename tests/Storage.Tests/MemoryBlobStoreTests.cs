namespace Serverless.Storage.Tests;

public sealed class MemoryBlobStoreTests : BlobStoreContract
{
    private readonly MemoryBlobStore _store = new(TimeProvider.System);

    protected override long MaxHeldBytes => 600L << 20; // it holds what it keeps

    protected override Task CreateAsync(string container) => Task.CompletedTask;

    protected override IBlobStore? Open(string container) => container.StartsWith("no-", StringComparison.Ordinal) ? null : _store;
}
