using System.Net;
using Azure.Core;
using Serverless.Core.Storage;
using Serverless.Storage.Azure;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>Azure Blob Storage against Azurite, signed with the account's key.</summary>
public sealed class AzuriteTests(AzuriteTests.Fixture fixture) : CloudStoreContract, IClassFixture<AzuriteTests.Fixture>
{
    internal const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    protected override bool TakesBackslashes => false;

    protected override bool OrdersByBytes => false;

    protected override int Port => fixture.Server.Port;

    protected override string ThrottlingBody => "<?xml version=\"1.0\"?><Error><Code>ServerBusy</Code></Error>";

    protected override async Task CreateAsync(string container)
    {
        Assert.True(ConnectionString.TryParse(Connection(fixture.Server.Address), out var connection, out _));
        using var message = BlobAccount.Of(connection, new BlobAccount.BlobOptions(TimeSpan.FromSeconds(30)), TimeProvider.System).Message(RequestMethod.Put, "/" + container, "restype=container");
        await BlobAccount.Of(connection, new BlobAccount.BlobOptions(TimeSpan.FromSeconds(30)), TimeProvider.System).Pipeline.SendAsync(message, Now);
        Assert.Equal((int)HttpStatusCode.Created, message.Response.Status);
    }

    protected override IBlobStore OpenAt(string container, string endpoint, TimeSpan patience)
    {
        var stores = new AzureStores(TimeProvider.System, patience, name => name == "AZURE_STORAGE_CONNECTION_STRING" ? Connection(endpoint) : null);
        return Got(stores.Open(new BlobAddress("az", $"{Account}/{container}", ""))).Store;
    }

    private static string Connection(string endpoint) => $"AccountName={Account};AccountKey={Key};BlobEndpoint={endpoint}/{Account};";

    public sealed class Fixture : EmulatorFixture
    {
        private protected override Task<Emulator> StartAsync() => Emulator.AzuriteAsync();
    }
}
