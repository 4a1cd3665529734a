using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>Which states of a picture the source has seen.</summary>
internal static class History
{
    /// <summary>
    /// Whether a pointer of the destination is one of the source's own past: its words are those of a result that the source has, so that
    /// moving it forward loses nothing. A person's words in the destination's own file never are.
    /// </summary>
    /// <param name="part">The results.</param>
    /// <param name="pointerKey">The pointer's key at the source.</param>
    /// <param name="pointer">The destination's pointer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<bool> HoldsAsync(ResultPart part, string pointerKey, byte[] pointer, CancellationToken cancellationToken)
    {
        if (Documents.Read(pointer)?["latest"] is not JsonObject latest || Said(latest) is not { } words)
            return false;
        var names = part.Source.NamesOf(ResultNames.PointedBy(pointerKey)!);
        if (!(await part.Source.KeysAsync(names, cancellationToken)).TryGet(out var keys, out _))
            return false;
        foreach (var key in keys)
        {
            var selection = new BlobSelection(MaxBytes: Copier.MaxDocumentBytes);
            var read = await part.From.Store.ReadBytesAsync(key, selection, cancellationToken);
            if (read.TryGet(out var blob, out _) && Documents.Read(blob.Bytes) is { } result && Said(result) == words)
                return true;
        }

        return false;
    }

    /// <summary>What a result says and who says it, apart from where and about which version.</summary>
    private static string? Said(JsonObject result) =>
        (result["caption"] ?? result["error"]) is { } said
            ? $"{JsonSerializer.Serialize(said)}\n{Documents.TextOf(result, "generator")}"
            : null;
}
