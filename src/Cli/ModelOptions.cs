using System.CommandLine;
using Serverless.Cli.Models;
using Serverless.Core.Pipeline;
using Serverless.Settings;
using Serverless.Settings.Decoding;

namespace Serverless.Cli;

/// <summary>The options of commands that use a model.</summary>
internal sealed class ModelOptions
{
    public Option<string?> Model { get; } = new("--model") { Description = ModelChoice.Description, HelpName = "MODEL" };

    public Option<double?> MinQuality { get; } =
        new("--min-quality")
        {
            Description = "Refuse below this score instead of the model's threshold; 0 never refuses for quality.",
            HelpName = "Q",
        };

    public Option<bool> NoLabels { get; } =
        new("--no-labels") { Description = "Sentences only: no names of things, and nothing held against the words." };

    public Option<bool> NoText { get; } = new("--no-text") { Description = "Text in pictures is not read." };

    public Option<bool> Explain { get; } = new("--explain") { Description = "What each signal added to the quality score (with --json)." };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON document a line." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "No progress." };

    public Option<bool> NoColor { get; } = new("--no-color") { Description = "No colours; NO_COLOR does the same." };

    public void AddTo(Command command, bool hasThreshold = true)
    {
        foreach (var option in (Option[])[Model, NoLabels, NoText, Json, Quiet, NoColor])
            command.Options.Add(option);
        if (hasThreshold)
            command.Options.Add(MinQuality);
    }

    /// <summary>Adds the option to have scores explained, which only documents have room for.</summary>
    public void AddExplain(Command command)
    {
        command.Options.Add(Explain);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Explain) && !result.GetValue(Json))
                result.AddError("--explain shows in documents alone: add --json.");
        });
    }

    public bool HasColor(ParseResult parsed) =>
        !parsed.GetValue(NoColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Loads what the options and settings ask for.</summary>
    /// <exception cref="StoppedException">The model cannot be fetched.</exception>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    /// <exception cref="InvalidDataException">The model is missing or not what is expected.</exception>
    public async Task<(CaptionPipeline Pipeline, LoadedModels Models)> LoadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var surroundings = ModelSurroundings.Create();
        var settings = surroundings.Settings;
        var choice = new ModelChoice(surroundings, (parsed.GetValue(Quiet), HasColor(parsed)));
        var chosen = await choice.OpenAsync(parsed.GetValue(Model), cancellationToken);
        var folders = chosen.Folders with
        {
            Labels = parsed.GetValue(NoLabels) ? null : chosen.Folders.Labels,
            Text = parsed.GetValue(NoText) ? null : chosen.Folders.Text,
        };
        var models = (chosen with { Folders = folders }).Load(settings.Runtime);
        var decoder = ImageDecoders.Start(settings);
        return (new CaptionPipeline(decoder, models, TimeProvider.System, CaptionIds.System) { Wording = settings.Wording }, models);
    }
}
