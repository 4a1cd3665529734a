using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Packages.Registries;
using Serverless.RemoteCaptioning;
using Serverless.Settings;
using Serverless.Signing;

namespace Serverless.Cli.Models;

/// <summary>What a command loads.</summary>
/// <param name="Folders">The folders.</param>
/// <param name="Digest">The digest of the package they came in; null where they came in none.</param>
/// <param name="Endpoint">Who writes the sentences in the captioner's place; null where nobody does.</param>
internal sealed record ChosenModel(ModelFolders Folders, string? Digest, EndpointOptions? Endpoint = null)
{
    /// <summary>Loads.</summary>
    /// <param name="runtime">How models are run.</param>
    /// <exception cref="InvalidDataException">A model is missing or not what is expected.</exception>
    public LoadedModels Load(RuntimeSettings runtime)
    {
        var models = LoadedModels.Load(Folders, runtime, Digest);
        models.Remote = Endpoint is null ? null : new RemoteCaptioner(Endpoint, TimeProvider.System);
        return models;
    }
}

/// <summary>
/// Which model a command takes: the one of --model, that of CAPTION_MODEL, the one of <c>caption model use</c>, the embedded one.
/// </summary>
/// <param name="surroundings">This machine.</param>
/// <param name="shown">Whether progress of downloads is shown, and with colours.</param>
internal sealed class ModelChoice(ModelSurroundings surroundings, (bool IsQuiet, bool HasColor) shown)
{
    public const string Description =
        "Another captioner: a folder in the Hugging Face layout, a package, a reference to one in a registry, a model of the hub "
        + "(hf:OWNER/NAME), or an endpoint of chat completions (openai:ADDRESS#MODEL), which every picture is then sent to.";

    /// <param name="model">What --model says; null where it says nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoppedException">The package is not taken.</exception>
    public Task<ChosenModel> OpenAsync(string? model, CancellationToken cancellationToken)
    {
        if (model?.StartsWith(EndpointOptions.Scheme, StringComparison.Ordinal) == true)
            return Task.FromResult(Of(surroundings.Settings.WithEndpoint(model)));
        if (model is not null)
            return OpenAsync(new ModelDefault(model, [], AllowsUnsigned: false), cancellationToken);
        return ModelSurroundings.Variable(SettingNames.Model) is null && ModelDefault.Read() is { } used
            ? OpenAsync(used, cancellationToken)
            : Task.FromResult(Of(surroundings.Settings));
    }

    /// <param name="chosen">A plain folder, a package or a reference.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoppedException">The package is not taken.</exception>
    public async Task<ChosenModel> OpenAsync(ModelDefault chosen, CancellationToken cancellationToken)
    {
        var embedded = surroundings.Settings.Models;
        if (HubPull.IsHub(chosen.Model))
        {
            var folder = await HubPull.FolderAsync(chosen.Model, shown.IsQuiet, shown.HasColor, cancellationToken);
            return new ChosenModel(ModelFolders.In(folder, embedded), null);
        }

        var reference = ModelSurroundings.Reference(chosen.Model);
        var isLocal = ModelOpener.IsFile(reference);
        if (isLocal && Directory.Exists(chosen.Model) && !PackageFile.IsLayout(chosen.Model))
            return new ChosenModel(ModelFolders.In(chosen.Model, embedded), null);
        var policy = ModelSurroundings.Policy(chosen.Trusted, chosen.AllowsUnsigned || (isLocal && !HasKeys(chosen)));
        var package = (await new ModelOpener(surroundings).OpenAsync(chosen.Model, policy, cancellationToken)).OrThrow();
        return new ChosenModel(ModelFolders.In(package.Folder, embedded), package.Digest);
    }

    private static ChosenModel Of(CaptionSettings settings) => new(settings.Models, null, settings.Endpoint);

    /// <summary>A file that a user names on the own disk is taken unsigned, as a plain folder is, unless keys are named.</summary>
    private static bool HasKeys(ModelDefault chosen) =>
        chosen.Trusted.Count > 0 || ModelSurroundings.Variable(TrustedKeys.Setting) is not null;
}
