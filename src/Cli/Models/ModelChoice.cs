using Serverless.Core.Pipeline;
using Serverless.Settings;

namespace Serverless.Cli.Models;

/// <summary>What <c>--model</c> means.</summary>
internal static class ModelChoice
{
    public const string Description = "Another captioner: a folder in the Hugging Face layout, or a model of the hub (hf:OWNER/NAME).";

    /// <summary>The folders of the models.</summary>
    /// <param name="wish">The option; null for the models that the settings name.</param>
    /// <param name="embedded">Those models.</param>
    /// <param name="shown">Whether progress is shown.</param>
    /// <param name="cancellationToken">Ends a download; what came is kept for the next time.</param>
    /// <exception cref="StoppedException">It cannot be had.</exception>
    public static async Task<ModelFolders> FoldersAsync(
        string? wish,
        ModelFolders embedded,
        (bool IsQuiet, bool HasColor) shown,
        CancellationToken cancellationToken
    )
    {
        if (wish is null)
            return embedded;
        var folder = HubPull.IsHub(wish) ? await HubPull.FolderAsync(wish, shown.IsQuiet, shown.HasColor, cancellationToken) : wish;
        return embedded with { Captioner = folder, Quality = CaptionSettings.QualityBeside(folder, "", isEmbedded: false) };
    }
}
