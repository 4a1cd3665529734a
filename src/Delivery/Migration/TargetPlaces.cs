using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Local;
using Serverless.Ledger;
using Serverless.Settings;
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
    private static string StateFolder =>
        System.Environment.GetEnvironmentVariable(LocalTargetProcess.StateSetting) is { Length: > 0 } set ? set : "artifacts/local";

    private static string LocalStores => Path.Combine(StateFolder, "stores", "stores.json");

    /// <summary>Where uploads are captioned when nothing else is said, in the modules of Terraform too.</summary>
    private const string DefaultFolder = "in/";

    /// <summary>Whether a word names a target and no address.</summary>
    /// <param name="word">The word.</param>
    public static bool IsName(string word) => TargetNames.All.Contains(word, StringComparer.Ordinal);

    /// <summary>The places of a target: from Terraform's outputs or the local stores, and from the settings it is deployed with.</summary>
    /// <param name="name">The target.</param>
    /// <param name="environment">dev, preprod or prod.</param>
    /// <param name="outputs">What <c>terraform output -json</c> gave; null for the local target.</param>
    public static Result<TargetPlaces, DeliveryFailure> Find(string name, string environment, string? outputs)
    {
        if (!RolloutSettings.Read(RolloutSettings.DefaultFolder, environment, name).TryGet(out var settings, out var failure))
            return failure;
        if (!DocumentOf(name, outputs).TryGet(out var document, out failure))
            return failure;
        var pictures = Documents.TextOf(document, "store", "value") ?? settings.GetValueOrDefault(SettingNames.From);
        if (pictures is null && Documents.TextOf(document, "stores", name, "address") is { } container)
            pictures = container + DefaultFolder;
        var results = Documents.TextOf(document, "result_store", "value") ?? settings.GetValueOrDefault(SettingNames.ResultsTo);
        if (pictures is null)
            return DeliveryFailure.WrongUsage($"Nothing says where {name} has its pictures: give addresses with --from and --to.");
        if (!Read(pictures).TryGet(out var store, out failure))
            return failure;
        if (!ReadOptional(results).TryGet(out var resultStore, out failure))
            return failure;
        if (!ReadOptional(settings.GetValueOrDefault(SettingNames.ReviewsTo)).TryGet(out var reviewStore, out failure))
            return failure;
        return new TargetPlaces(
            name,
            store,
            resultStore.Address,
            reviewStore.Address,
            MapOf(((document["stores"] as JsonObject)?[name] as JsonObject)?["environment"]),
            settings,
            Documents.TextOf(document, "caption_url", "value") ?? Documents.TextOf(LocalTarget(environment, name), "captionUrl")
        );
    }

    /// <summary>What a local target says of itself while it serves.</summary>
    /// <param name="environment">dev, preprod or prod.</param>
    /// <param name="name">The target, or <c>entry</c>.</param>
    /// <returns>Null while it does not.</returns>
    public static JsonObject? LocalTarget(string environment, string name)
    {
        var path = Path.Combine(StateFolder, environment, name, "target.json");
        return File.Exists(path) ? Documents.Read(File.ReadAllBytes(path)) : null;
    }

    /// <summary>Reads an address, or the path of a folder.</summary>
    /// <param name="text">The word.</param>
    public static Result<BlobAddress, DeliveryFailure> Read(string text)
    {
        if (!BlobAddress.IsAddress(text))
            return text.Contains("://", StringComparison.Ordinal)
                ? DeliveryFailure.WrongUsage(
                    $"{text} is neither a target ({string.Join(", ", TargetNames.All)}) nor an address of a store."
                )
                : FolderStores.AddressOf(text);
        return BlobAddress.Parse(text).TryGet(out var address, out var failure)
            ? address
            : DeliveryFailure.WrongUsage($"{text}: {failure.Detail}");
    }

    private static Result<OptionalAddress, DeliveryFailure> ReadOptional(string? text)
    {
        if (text is null)
            return new OptionalAddress(null);
        return Read(text).TryGet(out var address, out var failure) ? new OptionalAddress(address) : failure;
    }

    private static Result<JsonObject, DeliveryFailure> DocumentOf(string name, string? outputs)
    {
        var path = outputs ?? LocalStores;
        if (!File.Exists(path))
        {
            return DeliveryFailure.WrongUsage(
                outputs is null
                    ? $"The local stores do not run ({path} is not there): start them with `local-targets stores`, or give addresses."
                    : $"{outputs} is not there; `terraform output -json` of the stack gives it."
            );
        }

        if (Documents.Read(File.ReadAllBytes(path)) is not { } document)
            return DeliveryFailure.WrongUsage($"{path} is no JSON object.");
        if (outputs is null && Documents.TextOf(document, "missing", name) is { } missing)
            return DeliveryFailure.WrongUsage($"There is no local store for {name}: {missing}");
        return document;
    }

    private static Dictionary<string, string> MapOf(JsonNode? map) =>
        (map as JsonObject ?? []).Where(pair => pair.Value is JsonValue).ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());

    private sealed record OptionalAddress(BlobAddress? Address);
}
