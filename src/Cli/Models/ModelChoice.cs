using Serverless.Core.Pipeline;
using Serverless.RemoteCaptioning;
using Serverless.Settings;

namespace Serverless.Cli.Models;

/// <summary>What <c>--model</c> means.</summary>
internal static class ModelChoice
{
    public const string Description =
        "Another captioner: a folder in the Hugging Face layout, a model of the hub (hf:OWNER/NAME), or an OpenAI-compatible endpoint "
        + "(openai:ADDRESS#MODEL), to which the pictures are then sent.";

    /// <summary>Loads the models.</summary>
    /// <param name="wish">The option; null for the models that the settings name.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="shown">Whether progress is shown.</param>
    /// <param name="cancellationToken">Ends a download; what came is kept for the next time.</param>
    /// <exception cref="StoppedException">The model cannot be fetched.</exception>
    /// <exception cref="SettingsException">The endpoint is none.</exception>
    /// <exception cref="InvalidDataException">A model is missing or not what is expected.</exception>
    public static async Task<LoadedModels> LoadAsync(
        string? wish,
        CaptionSettings settings,
        (bool IsQuiet, bool HasColor) shown,
        CancellationToken cancellationToken
    )
    {
        var chosen = await ChooseAsync(wish, settings, shown, cancellationToken);
        var models = LoadedModels.Load(chosen.Models, chosen.Runtime);
        models.Remote = chosen.Remote(TimeProvider.System);
        return models;
    }

    private static async Task<CaptionSettings> ChooseAsync(
        string? wish,
        CaptionSettings settings,
        (bool IsQuiet, bool HasColor) shown,
        CancellationToken cancellationToken
    )
    {
        if (wish is null)
            return settings;
        if (wish.StartsWith(EndpointOptions.Scheme, StringComparison.Ordinal))
            return settings.WithEndpoint(wish);
        var folder = HubPull.IsHub(wish) ? await HubPull.FolderAsync(wish, shown.IsQuiet, shown.HasColor, cancellationToken) : wish;
        var quality = CaptionSettings.QualityBeside(folder, "", isEmbedded: false);
        return settings with { Endpoint = null, Models = settings.Models with { Captioner = folder, Quality = quality } };
    }
}
