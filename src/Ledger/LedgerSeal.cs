using System.Text.Json;
using Serverless.Core;
using Serverless.Signing;
using Serverless.Storage;

namespace Serverless.Ledger;

/// <summary>
/// The signed head of the ledger. Moves forward only. Without a key nothing is signed, and a tail that was cut off is not noticed. With
/// one, who deletes the head and every entry that was written with a key is not noticed either: that is the store's own protection.
/// </summary>
/// <param name="store">Where it is.</param>
/// <param name="keys">What signs, and what signatures are held against.</param>
internal sealed class LedgerSeal(DeliveryStore store, DeliveryKeys keys)
{
    private const int MaxTries = 100;

    /// <summary>The key that entries are written with; null for none.</summary>
    public string? KeyId { get; } = keys.Signing?.Id;

    /// <summary>Reads it.</summary>
    public async Task<Result<Sealed, DeliveryFailure>> ReadAsync(CancellationToken cancellationToken)
    {
        if (keys.Trusted is not { } trusted)
            return new Sealed(null, false, null);
        var read = await store.ReadAsync(LedgerHead.Name, cancellationToken);
        if (!read.TryGet(out var blob, out var failure))
        {
            return failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound
                ? new Sealed(null, false, null)
                : DeliveryFailure.Of(failure, "the ledger's signed head cannot be read");
        }

        var envelope = DeliveryStore.Parse(blob.Bytes, SigningJson.Stored.DsseEnvelope).Value;
        var payload = envelope?.Open(LedgerHead.PayloadType, trusted)?.Payload;
        var head = payload is null ? null : DeliveryStore.Parse(payload, LedgerJson.Stored.LedgerHead).Value;
        return new Sealed(head, true, blob.Properties.Version);
    }

    /// <summary>Holds the chain against it.</summary>
    /// <param name="found">What was read before the chain was.</param>
    /// <param name="hashOf">The digest of an entry.</param>
    /// <param name="count">How many entries there are.</param>
    /// <param name="lastKeyed">The last entry that a holder of a key wrote before the last of all; null for none.</param>
    /// <returns>What is wrong.</returns>
    public string? Check(Sealed found, Func<long, string> hashOf, int count, long? lastKeyed)
    {
        if (keys.Trusted is null)
            return null;
        if (!found.Exists)
        {
            return lastKeyed is { } number && number < count // an entry is written before its head
                ? FormattableString.Invariant($"its signed head is missing, and entry {number} was written with a key")
                : null;
        }

        if (found.Head is not { } head)
            return "its head is not signed by a trusted key";
        if (head.Number > count)
            return FormattableString.Invariant($"entries {count + 1} to {head.Number} are missing: its tail was cut off");
        return head.Number > 0 && hashOf(head.Number) != head.Sha256
            ? FormattableString.Invariant($"entry {head.Number} is not the one that was signed")
            : null;
    }

    /// <summary>Moves it forward.</summary>
    public async Task<DeliveryFailure?> WriteAsync(LedgerHead head, CancellationToken cancellationToken)
    {
        if (keys.Signing is not { } key)
            return null;
        var payload = JsonSerializer.SerializeToUtf8Bytes(head, LedgerJson.Stored.LedgerHead);
        var envelope = DsseEnvelope.Sign(LedgerHead.PayloadType, payload, key);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(envelope, SigningJson.Stored.DsseEnvelope);
        for (var i = 0; i < MaxTries; i++)
        {
            if (!(await ReadAsync(cancellationToken)).TryGet(out var found, out var failure))
                return failure;
            if (found.Head is { } now && now.Number >= head.Number)
                return null;
            var condition = found.Version is { } version ? WriteCondition.Unchanged(version) : WriteCondition.Absent;
            var written = await store.WriteAsync(LedgerHead.Name, bytes, condition, cancellationToken);
            if (written.Failure is null)
                return null;
            if (written.Failure.Reason is not (StoreFailureReason.AlreadyExists or StoreFailureReason.Changed))
                return DeliveryFailure.Of(written.Failure, "the ledger's head cannot be signed");
        }

        return DeliveryFailure.TryAgain("Too many writers sign the ledger's head at once. Try again.");
    }

    /// <summary>The head as it was read.</summary>
    /// <param name="Head">Null where there is none, or none that a trusted key signed.</param>
    /// <param name="Exists">Whether something is there.</param>
    /// <param name="Version">The store's version of it.</param>
    internal sealed record Sealed(LedgerHead? Head, bool Exists, string? Version);
}
