using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A model that scores whether a text fits a picture: one that looks at both together (config <c>model_type</c> "image-text-matching"), or
/// one that compares embeddings ("clip", "siglip"). Safe for use by several threads.
/// </summary>
public abstract class MatchModel : IDisposable
{
    private readonly GraphSessions _sessions;

    private protected MatchModel(string folder, GraphSessions sessions)
    {
        _sessions = sessions;
        Profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
    }

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>Whether it takes the match state of a joint vision model in place of pixels.</summary>
    public virtual bool TakesMatchState => false;

    /// <summary>In which form it takes texts.</summary>
    public abstract MatchTextForm TextForm { get; }

    /// <summary>Most tokens of a text.</summary>
    public abstract int MaxTokens { get; }

    /// <summary>
    /// Below this fit, 0 to 1, a text is refused where no calibration stands beside the model; null: it must have one.
    /// </summary>
    public virtual double? UncalibratedRefusal => null;

    /// <summary>Texts about one picture in one run; more cost further runs.</summary>
    private protected static int MaxTextsPerRun => 128;

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="visionFolder">The joint vision model that stands for its image part; null where the model has all of it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from what is expected.</exception>
    public static MatchModel Load(string folder, RuntimeSettings settings, string? visionFolder = null) =>
        Load(folder, new GraphSessions(settings), visionFolder);

    internal static MatchModel Load(string folder, GraphSessions sessions, string? visionFolder = null) =>
        sessions.DisposeOnFailure<MatchModel>(owned =>
        {
            var path = Path.Combine(folder, "config.json");
            using var document = JsonFile.Open(path);
            return JsonFile.GetString(document.RootElement, "model_type") switch
            {
                "image-text-matching" => new CrossMatchModel(folder, visionFolder, owned),
                "clip" or "siglip" => new EmbeddingMatchModel(folder, owned),
                var kind => throw new InvalidDataException(
                    $"{path}: model_type '{kind}' is not supported; 'image-text-matching', 'clip' and 'siglip' are."
                ),
            };
        });

    /// <summary>Scores texts against one picture, or each against its own picture.</summary>
    /// <param name="pixels">The picture of all texts, or [texts] pictures.</param>
    /// <param name="texts">Token ids with frame, each of at most <see cref="MaxTokens"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[texts] the verdict before any calibration, and what it was made from.</returns>
    /// <exception cref="InvalidOperationException"><see cref="TakesMatchState"/> is true.</exception>
    public abstract IReadOnlyList<Match> Score(
        IReadOnlyList<PixelTensor> pixels,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    );

    /// <summary>Scores texts against one picture, or each against its own picture, which a joint vision model has looked at.</summary>
    /// <param name="states">Match states: the picture of all texts, or [texts] pictures.</param>
    /// <param name="texts">Token ids with frame, each of at most <see cref="MaxTokens"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[texts] as of pixels.</returns>
    /// <exception cref="InvalidOperationException"><see cref="TakesMatchState"/> is false.</exception>
    public virtual IReadOnlyList<Match> Score(
        EncodedPictures states,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    ) => throw new InvalidOperationException("This quality model takes pixels.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Scores all texts about one picture, so many in a run.</summary>
    private protected static Match[] InRuns(IReadOnlyList<IReadOnlyList<int>> texts, Func<IReadOnlyList<IReadOnlyList<int>>, Match[]> run)
    {
        if (texts.Count <= MaxTextsPerRun)
            return run(texts);
        var result = new Match[texts.Count];
        foreach (var rows in TextBatches.Of(texts, _ => MaxTextsPerRun))
        {
            var scores = run([.. rows.Select(row => texts[row])]);
            for (var i = 0; i < rows.Length; i++)
                result[rows[i]] = scores[i];
        }

        return result;
    }
}
