using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>A stage that a migration has passed; written once.</summary>
/// <param name="Stage">switching, switched, undoing, undone.</param>
/// <param name="At">When.</param>
/// <param name="Detail">What is needed to take it back: for traffic, where it went before.</param>
internal sealed record StageRecord(string Stage, DateTimeOffset At, string Detail);

/// <summary>What a migration keeps in the delivery store: plan, journal, manifests, stages. Every object is written once.</summary>
/// <param name="folder">The delivery store.</param>
/// <param name="id">The migration's id.</param>
internal sealed class MigrationRecords(BlobFolder folder, string id)
{
    private const int MaxBytes = 1 << 30;

    private string Prefix => $"{folder.Prefix}migrations/{id}/";

    public Task<Result<MigrationPlan, StoreFailure>> PlanAsync(CancellationToken cancellationToken) =>
        ReadAsync("plan.json", MigrationJson.Writer.MigrationPlan, cancellationToken);

    public Task<StoreFailure?> KeepAsync(MigrationPlan plan, CancellationToken cancellationToken) =>
        WriteAsync("plan.json", plan, MigrationJson.Writer.MigrationPlan, cancellationToken);

    public Task<Result<StageRecord, StoreFailure>> StageAsync(string stage, CancellationToken cancellationToken) =>
        ReadAsync($"{stage}.json", MigrationJson.Writer.StageRecord, cancellationToken);

    public Task<StoreFailure?> KeepAsync(StageRecord stage, CancellationToken cancellationToken) =>
        WriteAsync($"{stage.Stage}.json", stage, MigrationJson.Writer.StageRecord, cancellationToken);

    public Task<StoreFailure?> KeepAsync(MovedSettings settings, CancellationToken cancellationToken) =>
        WriteAsync("settings.json", settings, MigrationJson.Writer.MovedSettings, cancellationToken);

    /// <summary>Keeps a piece of the journal.</summary>
    /// <returns>Its digest; <see cref="StoreFailureReason.AlreadyExists"/> where another run writes the same journal.</returns>
    public async Task<Result<string, StoreFailure>> KeepAsync(JournalSegment segment, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(segment, MigrationJson.Writer.JournalSegment);
        return await WriteAsync($"journal/{Number(segment.Number)}.json", bytes, cancellationToken) is { } failure
            ? failure
            : DigestOf(bytes);
    }

    /// <summary>The journal from its start.</summary>
    /// <exception cref="InvalidDataException">It is damaged or forged: nothing is done on its word.</exception>
    public async Task<Result<JournalState, StoreFailure>> JournalAsync(CancellationToken cancellationToken)
    {
        var (entries, heads, previous) = (new List<JournalEntry>(), new List<string>(), "");
        for (var number = 1; ; number++)
        {
            var name = $"journal/{Number(number)}.json";
            var read = await BytesAsync(name, cancellationToken);
            if (read.Failure is { Reason: StoreFailureReason.NotFound })
                return new JournalState(heads, entries);
            if (!read.TryGet(out var bytes, out var failure))
                return failure;
            if (Parse(bytes, MigrationJson.Writer.JournalSegment) is not { } segment || !IsNext(segment, number, previous))
            {
                throw new InvalidDataException(
                    $"{folder.Address}migrations/{id}/{name} is not what the migration wrote: it was changed or is damaged. "
                        + "Nothing was done. Put the object back as it was (its store keeps versions), or begin another migration."
                );
            }

            previous = DigestOf(bytes);
            heads.Add(previous);
            entries.AddRange(segment.Entries);
        }
    }

    /// <summary>Keeps a manifest here and at the destination, byte for byte the same.</summary>
    public async Task<StoreFailure?> KeepAsync(Manifest manifest, BlobFolder destination, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, MigrationJson.Writer.Manifest);
        var name = $"manifest-{Number(manifest.Segments)}.json";
        var written = await destination.Store.WriteAsync(
            ManifestKey(destination, name),
            BlobContent.Of(bytes, "application/json"),
            WriteCondition.Absent,
            cancellationToken
        );
        if (written.Failure is { Reason: not StoreFailureReason.AlreadyExists } failure)
            return failure;
        // ours is the later of the two: a manifest that we have must be there, whenever a run was killed
        return await WriteAsync(name, bytes, cancellationToken) is { Reason: not StoreFailureReason.AlreadyExists } unkept ? unkept : null;
    }

    /// <summary>Holds every manifest at the destination against ours and the journal.</summary>
    /// <returns>What is wrong; null where nothing is.</returns>
    public async Task<Result<ManifestCheck, StoreFailure>> CheckAsync(
        BlobFolder destination,
        JournalState journal,
        CancellationToken cancellationToken
    )
    {
        var keys = new List<string>();
        await foreach (var listed in folder.Store.PagesAsync(Prefix + "manifest-", cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            keys.AddRange(page.Items.Select(item => item.Key));
        }

        foreach (var name in keys.Select(key => key[Prefix.Length..]))
        {
            var ours = await BytesAsync(name, cancellationToken);
            var theirs = await destination.Store.ReadBytesAsync(
                ManifestKey(destination, name),
                new BlobSelection(MaxBytes: MaxBytes),
                cancellationToken
            );
            foreach (var failure in new[] { ours.Failure, theirs.Failure })
            {
                if (failure is { IsRetryable: true })
                    return failure;
            }

            var isSame = ours.Value is { } one && theirs.Value is { } other && one.AsSpan().SequenceEqual(other.Bytes);
            var manifest = ours.Value is { } bytes ? Parse(bytes, MigrationJson.Writer.Manifest) : null;
            if (!isSame || manifest is null || !IsOf(manifest, journal))
                return new ManifestCheck(keys.Count, $"{destination.AddressOf(ManifestKey(destination, name))}");
        }

        return new ManifestCheck(keys.Count, null);
    }

    /// <summary>Removes the manifests at the destination.</summary>
    public async Task<StoreFailure?> RemoveManifestsAsync(BlobFolder destination, CancellationToken cancellationToken)
    {
        await foreach (var listed in destination.Store.PagesAsync(ManifestKey(destination, ""), cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure;
            foreach (var item in page.Items)
            {
                if (await destination.Store.DeleteAsync(item.Key, null, cancellationToken) is { } kept)
                    return kept;
            }
        }

        return null;
    }

    /// <summary>Keeps bytes that are about to be replaced.</summary>
    /// <returns>The name they are kept under.</returns>
    public async Task<Result<string, StoreFailure>> KeepReplacedAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var name = $"replaced/{DigestOf(bytes)}";
        var failure = await WriteAsync(name, bytes, cancellationToken);
        return failure is null or { Reason: StoreFailureReason.AlreadyExists } ? name : failure;
    }

    public Task<Result<byte[], StoreFailure>> ReplacedAsync(string name, CancellationToken cancellationToken) =>
        BytesAsync(name, cancellationToken);

    /// <summary>The digest that the kept manifest has.</summary>
    public static string DigestOf(Manifest manifest) =>
        DigestOf(JsonSerializer.SerializeToUtf8Bytes(manifest, MigrationJson.Writer.Manifest));

    public static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Number(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    private static bool IsOf(Manifest manifest, JournalState journal) =>
        manifest.Segments >= 1 && manifest.Segments <= journal.Heads.Count && manifest.Journal == journal.Heads[manifest.Segments - 1];

    private string ManifestKey(BlobFolder destination, string name) => $"{destination.Prefix}.captions/{Manifest.FolderName}{id}/{name}";

    private bool IsNext(JournalSegment segment, int number, string previous) =>
        segment.Migration == id && segment.Number == number && segment.Previous == previous;

    private async Task<Result<T, StoreFailure>> ReadAsync<T>(string name, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!(await BytesAsync(name, cancellationToken)).TryGet(out var bytes, out var failure))
            return failure;
        return Parse(bytes, type) is { } document
            ? document
            : throw new InvalidDataException(
                $"{folder.Address}migrations/{id}/{name} is damaged, or none of ours. Nothing was done. Put it back as it was."
            );
    }

    private async Task<Result<byte[], StoreFailure>> BytesAsync(string name, CancellationToken cancellationToken) =>
        (await folder.Store.ReadBytesAsync(Prefix + name, new BlobSelection(MaxBytes: MaxBytes), cancellationToken)).TryGet(
            out var blob,
            out var failure
        )
            ? blob.Bytes
            : failure;

    private Task<StoreFailure?> WriteAsync<T>(string name, T document, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WriteAsync(name, JsonSerializer.SerializeToUtf8Bytes(document, type), cancellationToken);

    private async Task<StoreFailure?> WriteAsync(string name, byte[] bytes, CancellationToken cancellationToken)
    {
        var content = BlobContent.Of(bytes, "application/json");
        return (await folder.Store.WriteAsync(Prefix + name, content, WriteCondition.Absent, cancellationToken)).Failure;
    }

    private static T? Parse<T>(byte[] bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The journal as far as it goes.</summary>
/// <param name="Heads">SHA-256 of each of its pieces.</param>
/// <param name="Entries">What was done, in order; a later entry about a key replaces an earlier one.</param>
internal sealed record JournalState(IReadOnlyList<string> Heads, IReadOnlyList<JournalEntry> Entries);

/// <summary>What holding the manifests against each other gave.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Forged">Address of one that differs; null where all are as they were written.</param>
internal sealed record ManifestCheck(int Count, string? Forged);
