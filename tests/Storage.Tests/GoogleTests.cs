using System.Net.Http.Json;
using Serverless.Core.Storage;
using Serverless.Storage.Gcp;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>Cloud Storage against the strict server of ours.</summary>
public sealed class GoogleTests(GoogleTests.Fixture fixture) : CloudStoreContract, IClassFixture<GoogleTests.Fixture>
{
    protected override int Port => fixture.Server.Port;

    protected override string ThrottlingBody => "{\"error\":{\"code\":503}}";

    protected override async Task CreateAsync(string container)
    {
        using var client = new HttpClient();
        (await client.PostAsJsonAsync($"{fixture.Server.Address}/storage/v1/b?project=p", new { name = container }, Now)).EnsureSuccessStatusCode();
    }

    protected override IBlobStore OpenAt(string container, string endpoint, TimeSpan patience)
    {
        var stores = new GoogleStores(TimeProvider.System, patience, name => name == "STORAGE_EMULATOR_HOST" ? endpoint : null);
        return Got(stores.Open(new BlobAddress("gs", container, ""))).Store;
    }

    public sealed class Fixture : EmulatorFixture
    {
        private protected override Task<Emulator> StartAsync() => Emulator.CloudStorageAsync();
    }
}
