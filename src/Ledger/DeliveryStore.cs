using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Storage;

namespace Serverless.Ledger;

/// <summary>The folder of an object store with releases, ledger and leases.</summary>
/// <param name="folder">Where it is.</param>
public sealed class DeliveryStore(BlobFolder folder)
{
    /// <summary>The setting that names it.</summary>
    public const string Setting = "CAPTION_DELIVERY_STORE";

    private const long MaxDocumentBytes = 4L << 20;

    /// <summary>The store itself.</summary>
    public IBlobStore Store => folder.Store;

    /// <summary>The key of a name below the folder.</summary>
    /// <param name="name">The name.</param>
    public string Key(string name) => folder.Prefix + name;

    /// <summary>Where it is.</summary>
    public BlobAddress Address => folder.Address;

    /// <summary>Reads a small object.</summary>
    public Task<Result<BlobBytes, StoreFailure>> ReadAsync(string name, CancellationToken cancellationToken) =>
        Store.ReadBytesAsync(Key(name), new BlobSelection(MaxBytes: MaxDocumentBytes), cancellationToken);

    /// <summary>Writes bytes.</summary>
    public Task<Result<BlobProperties, StoreFailure>> WriteAsync(
        string name,
        byte[] bytes,
        WriteCondition condition,
        CancellationToken cancellationToken
    ) => Store.WriteAsync(Key(name), BlobContent.Of(bytes, "application/json"), condition, cancellationToken);

    /// <summary>Every name below a part of the folder, in order.</summary>
    /// <param name="below">What names start with.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async Task<Result<List<string>, StoreFailure>> NamesAsync(string below, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var listed in Store.PagesAsync(Key(below), cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return failure.Reason == StoreFailureReason.ContainerNotFound && folder.Address.Scheme == "file" ? names : failure;
            names.AddRange(page.Items.Select(item => item.Key[folder.Prefix.Length..]));
        }

        return names;
    }

    /// <summary>Reads a document; one that is no such document is a failure with a reason.</summary>
    /// <param name="bytes">What was stored.</param>
    /// <param name="type">What it should be.</param>
    public static Result<T, string> Parse<T>(byte[] bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } document ? document : "it is empty";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NotSupportedException)
        {
            return "it is no such document: " + error.Message.ReplaceLineEndings(" ");
        }
    }
}
