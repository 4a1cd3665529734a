using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Signing;
using Serverless.Storage;

namespace Serverless.Packages.Registries;

/// <summary>The numbered entries of aliases in a store: <c>aliases/NAME/0000000001.json</c>, each created only if absent.</summary>
/// <param name="folder">Where the registry is.</param>
internal sealed class StoreAliases(BlobFolder folder)
{
    private const string Ending = ".json";

    public async Task<Result<AliasLookup, PackageFailure>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (!(await NewestAsync(name, cancellationToken)).TryGet(out var newest, out var failure))
            return failure;
        if (newest.Number == 0)
            return new AliasLookup(null);
        var key = KeyOf(name, newest.Number);
        var selection = new BlobSelection(MaxBytes: PackageLimits.MaxDocumentBytes);
        if (!(await folder.Store.ReadBytesAsync(key, selection, cancellationToken)).TryGet(out var blob, out var unread))
            return StoreFailureMeaning.Of(unread, FileOf(name));
        try
        {
            return JsonSerializer.Deserialize(blob.Bytes, SigningJson.Stored.DsseEnvelope) is { } envelope
                ? new AliasLookup(new StoredAlias(newest.Number, envelope))
                : PackageFailure.Refused("alias", "It is empty.", FileOf(name));
        }
        catch (JsonException error)
        {
            return PackageFailure.Refused("alias", "It cannot be read: " + error.Message.ReplaceLineEndings(" "), FileOf(name));
        }
    }

    public async Task<PackageFailure?> WriteAsync(string name, long number, DsseEnvelope entry, CancellationToken cancellationToken)
    {
        var content = BlobContent.Of(JsonSerializer.SerializeToUtf8Bytes(entry, SigningJson.Stored.DsseEnvelope), "application/json");
        var written = await folder.Store.WriteAsync(KeyOf(name, number), content, WriteCondition.Absent, cancellationToken);
        return written.Failure switch
        {
            null => null,
            { Reason: StoreFailureReason.AlreadyExists } => PackageFailure.TryAgain(
                "alias_taken",
                "Another writer was first; look what it means now and try again.",
                FileOf(name)
            ),
            { } failure => StoreFailureMeaning.Of(failure, FileOf(name)),
        };
    }

    private async Task<Result<NewestNumber, PackageFailure>> NewestAsync(string name, CancellationToken cancellationToken)
    {
        var (prefix, newest) = (folder.Prefix + $"aliases/{name}/", 0L);
        await foreach (var listed in folder.Store.PagesAsync(prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                return failure.Reason == StoreFailureReason.ContainerNotFound
                    ? new NewestNumber(0)
                    : StoreFailureMeaning.Of(failure, FileOf(name));
            }

            newest = Math.Max(newest, page.Items.Select(item => NumberOf(item.Key[prefix.Length..])).DefaultIfEmpty().Max());
        }

        return new NewestNumber(newest);
    }

    private static long NumberOf(string file) =>
        file.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(file[..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private string KeyOf(string name, long number) =>
        folder.Prefix + string.Create(CultureInfo.InvariantCulture, $"aliases/{name}/{number:D10}{Ending}");

    private static string FileOf(string name) => "aliases/" + name;

    private sealed record NewestNumber(long Number);
}
