using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Core;

namespace Serverless.Ledger;

/// <summary>One entry as it is stored: names, bytes, digest, and what is wrong with it.</summary>
internal static class LedgerFile
{
    public const string Folder = "ledger/";

    /// <summary>What the first entry names as the one before.</summary>
    public const string NoPrevious = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int Digits = 10;

    public static string NameOf(long number) => Folder + number.ToString("D10", CultureInfo.InvariantCulture) + ".json";

    /// <summary>The number of a name; null where it is none of an entry.</summary>
    public static long? NumberOf(string name) =>
        name.Length == Folder.Length + Digits + ".json".Length
        && name.EndsWith(".json", StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Folder.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static byte[] BytesOf(LedgerEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, LedgerJson.Stored.LedgerEntry);

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads and checks one by itself and against the one before.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="bytes">What is stored.</param>
    /// <param name="previous">The digest of the entry before.</param>
    /// <returns>The entry, or what is wrong.</returns>
    public static Result<LedgerEntry, string> Read(long number, byte[] bytes, string previous)
    {
        if (SchemaOf(bytes) is { } schema and > LedgerEntry.CurrentSchema)
        {
            return FormattableString.Invariant(
                $"entry {number} has format {schema}; this program knows {LedgerEntry.CurrentSchema}: use the newer one that wrote it"
            );
        }

        if (!DeliveryStore.Parse(bytes, LedgerJson.Stored.LedgerEntry).TryGet(out var entry, out var damage))
            return FormattableString.Invariant($"entry {number} cannot be read: {damage}");
        if (entry.SchemaVersion != LedgerEntry.CurrentSchema || !EntryKind.All.Contains(entry.Kind))
            return FormattableString.Invariant($"entry {number} is of a kind or format that does not exist");
        if (entry.Number != number)
            return FormattableString.Invariant($"entry {number} calls itself {entry.Number}");
        if (entry.Previous != previous)
        {
            return FormattableString.Invariant(
                $"entry {number} does not follow the entry before it: one of the two was changed after it was written"
            );
        }

        return bytes.AsSpan().SequenceEqual(BytesOf(entry))
            ? entry
            : FormattableString.Invariant($"entry {number} was changed after it was written");
    }

    private static int? SchemaOf(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("schemaVersion", out var schema)
                && schema.TryGetInt32(out var number)
                ? number
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
