using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Delivery.Migration;

/// <summary>Where a target keeps what it has, and how its stores are reached.</summary>
/// <param name="Name">aws, azure, gcp, kubernetes or onprem.</param>
/// <param name="Pictures">Its folder of pictures.</param>
/// <param name="Results">Its folder of results; null for beside the pictures.</param>
/// <param name="Reviews">Its folder of reviews; null for none.</param>
/// <param name="Environment">What its stores' clients need, on top of this process's own environment.</param>
/// <param name="Settings">What it is deployed with; null where nothing tells.</param>
/// <param name="CaptionUrl">Where it is called; null where nothing tells.</param>
internal sealed record TargetPlaces(
    string Name,
    BlobAddress Pictures,
    BlobAddress? Results,
    BlobAddress? Reviews,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string>? Settings,
    string? CaptionUrl
)
{
    private static readonly string[] Names = ["aws", "azure", "gcp", "kubernetes", "onprem"];

    /// <summary>Whether a word names a target and no address.</summary>
    /// <param name="word">The word.</param>
    public static bool IsName(string word) => Names.Contains(word, StringComparer.Ordinal);

    /// <summary>The places of a target, from the outputs of Terraform, or of a local target.</summary>
    /// <param name="name">The target.</param>
    /// <param name="environment">dev, preprod or prod.</param>
    /// <param name="outputs">What <c>terraform output -json</c> gave; null for the local target.</param>
    public static Result<TargetPlaces, DeliveryFailure> Find(string name, string environment, string? outputs)
    {
        var folder = Path.Combine("artifacts", "local", environment);
        var path =
            outputs
            ?? new[] { Path.Combine(folder, name, "stores.json"), Path.Combine(folder, "stores.json") }.FirstOrDefault(File.Exists);
        if (path is null || !File.Exists(path))
        {
            return DeliveryFailure.WrongUsage(
                outputs is null
                    ? $"There is no local target {name} in {environment}: {Path.Combine(folder, name, "stores.json")} is not there. "
                        + $"Deploy it first (make deploy TARGET={name} VERSION=…), or give addresses."
                    : $"{outputs} is not there; make it with `terraform output -json`."
            );
        }

        if (Documents.Read(File.ReadAllBytes(path)) is not { } document)
            return DeliveryFailure.WrongUsage($"{path} is no JSON object.");
        var own = document[name] as JsonObject ?? document;
        var settings = MapOf(own, "settings");
        var pictures = TextOf(own, "pictures", "store", "eventsFrom") ?? settings?.GetValueOrDefault("CAPTION_EVENTS_FROM");
        var results =
            TextOf(own, "results", "resultStore", "result_store", "resultsTo") ?? settings?.GetValueOrDefault("CAPTION_RESULTS_TO");
        var reviews =
            TextOf(own, "reviews", "reviewStore", "review_store", "reviewsTo") ?? settings?.GetValueOrDefault("CAPTION_REVIEWS_TO");
        if (pictures is null)
            return DeliveryFailure.WrongUsage($"{path} does not say where {name} has its pictures (store).");
        if (!Read(pictures).TryGet(out var store, out var failure))
            return failure;
        var (resultStore, reviewStore) = ((BlobAddress?)null, (BlobAddress?)null);
        if (results is not null && !Read(results).TryGet(out resultStore, out failure))
            return failure;
        if (reviews is not null && !Read(reviews).TryGet(out reviewStore, out failure))
            return failure;
        return new TargetPlaces(
            name,
            store,
            resultStore,
            reviewStore,
            MapOf(own, "environment") ?? new Dictionary<string, string>(),
            settings,
            TextOf(own, "caption_url", "captionUrl") ?? TextOf(TargetFile(folder, name), "captionUrl")
        );
    }

    /// <summary>Reads an address, or the path of a folder.</summary>
    /// <param name="text">The word.</param>
    public static Result<BlobAddress, DeliveryFailure> Read(string text)
    {
        if (!BlobAddress.IsAddress(text))
            return text.Contains("://", StringComparison.Ordinal)
                ? DeliveryFailure.WrongUsage($"{text} is neither a target ({string.Join(", ", Names)}) nor an address of a store.")
                : FolderStores.AddressOf(text);
        return BlobAddress.Parse(text).TryGet(out var address, out var failure)
            ? address
            : DeliveryFailure.WrongUsage($"{text}: {failure.Detail}");
    }

    private static JsonObject? TargetFile(string folder, string name)
    {
        var path = Path.Combine(folder, name, "target.json");
        return File.Exists(path) ? Documents.Read(File.ReadAllBytes(path)) : null;
    }

    /// <summary>A text, plain or as <c>terraform output -json</c> wraps it.</summary>
    private static string? TextOf(JsonObject? document, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var text = Documents.TextOf(document, name) ?? Documents.TextOf(document, name, "value");
            if (text is { Length: > 0 })
                return text;
        }

        return null;
    }

    private static Dictionary<string, string>? MapOf(JsonObject document, string name) =>
        ((document[name] as JsonObject)?["value"] ?? document[name]) is JsonObject map
            ? map.Where(pair => pair.Value is JsonValue).ToDictionary(pair => pair.Key, pair => pair.Value!.ToString())
            : null;
}
