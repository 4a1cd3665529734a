using Serverless.Core;
using Serverless.Delivery.Releases;
using Serverless.Ledger;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Delivery;

/// <summary>What every verb starts with: the store, its keys, the ledger read whole and found to hold.</summary>
/// <param name="Store">The delivery store.</param>
/// <param name="Keys">The keys of this process.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Releases">The releases.</param>
internal sealed record DeliveryContext(DeliveryStore Store, DeliveryKeys Keys, DeliveryLedger Ledger, ReleaseStore Releases)
{
    private const string DefaultFolder = "artifacts/delivery";

    /// <summary>Opens it as the environment says.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Result<DeliveryContext, DeliveryFailure>> OpenAsync(CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        if (!OpenStore(Environment.GetEnvironmentVariable, clock).TryGet(out var store, out var failure))
            return failure;
        if (!DeliveryKeys.Read(Environment.GetEnvironmentVariable).TryGet(out var keys, out failure))
            return failure;
        return await OpenAsync(store, keys, LedgerAuthor.Of(Environment.GetEnvironmentVariable, clock), cancellationToken);
    }

    /// <summary>Opens a store that is at hand.</summary>
    public static async Task<Result<DeliveryContext, DeliveryFailure>> OpenAsync(
        DeliveryStore store,
        DeliveryKeys keys,
        LedgerAuthor author,
        CancellationToken cancellationToken
    ) =>
        (await DeliveryLedger.OpenAsync(store, keys, author, cancellationToken)).TryGet(out var ledger, out var failure)
            ? new DeliveryContext(store, keys, ledger, new ReleaseStore(store))
            : failure;

    private static Result<DeliveryStore, DeliveryFailure> OpenStore(Func<string, string?> environment, TimeProvider clock)
    {
        var text = environment(DeliveryStore.Setting) is { Length: > 0 } set ? set : DefaultFolder;
        BlobAddress address;
        if (!BlobAddress.IsAddress(text))
        {
            address = FolderStores.AddressOf(text);
        }
        else if (!BlobAddress.Parse(text).TryGet(out address!, out var malformed))
        {
            return DeliveryFailure.WrongUsage($"{DeliveryStore.Setting} is '{text}': {malformed.Detail}");
        }

        if (address.Scheme == "file")
            Directory.CreateDirectory(FolderStores.PathOf(address));
        return Clouds.Open(clock).Open(address).TryGet(out var folder, out var failure)
            ? new DeliveryStore(folder)
            : DeliveryFailure.WrongUsage($"{DeliveryStore.Setting} is '{text}': {failure.Detail}");
    }
}
