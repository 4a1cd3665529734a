using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Generation;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A captioner in an ONNX layout of Hugging Face, vision-encoder-decoder or Florence-2: an encoder, and a decoder split or merged. Safe
/// for use by several threads.
/// </summary>
public sealed class CaptionModel : IDisposable
{
    private const string UnconditionalFile = "unconditional_hidden_state.npy";

    private readonly GraphSessions _sessions;
    private readonly Lazy<OpenGraphs> _graphs;
    private readonly EncodedPictures? _unconditional;

    private CaptionModel(string folder, GraphSessions sessions, bool hasEncoder)
    {
        _sessions = sessions;
        Config = CaptionerConfig.Read(Path.Combine(folder, "config.json"));
        Profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        Defaults = GenerationConfigFile.Read(folder, Config);
        HasEncoder = hasEncoder;
        var isFlorence = Config.Layout == CaptionerLayout.Florence2;
        Details = (isFlorence && hasEncoder ? FlorenceEncoder.Details : [CaptionDetail.Brief]).ToDictionary(
            detail => detail,
            detail => GenerationConfigFile.Read(folder, Config, detail)
        );
        _graphs = new Lazy<OpenGraphs>(() =>
        {
            var (tokens, encoder) = isFlorence ? OpenFlorence(folder, hasEncoder) : Open(folder, hasEncoder);
            return new OpenGraphs(encoder, DecoderGraphs.Load(folder, Config, tokens, sessions));
        });
        _unconditional = ReadUnconditional(Path.Combine(folder, UnconditionalFile));
    }

    /// <summary>What the encoder takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>Whether it has an encoder of its own; without one a joint vision model encodes for it.</summary>
    public bool HasEncoder { get; }

    /// <summary>Whether its graphs are in memory: from the start on, or from the first run of one that was loaded without.</summary>
    public bool IsOpen => _graphs.IsValueCreated;

    /// <summary>The model's own decoding defaults for a brief caption.</summary>
    public GenerationOptions Defaults { get; }

    /// <summary>The levels of detail it can be asked for, each with its decoding defaults.</summary>
    public IReadOnlyDictionary<CaptionDetail, GenerationOptions> Details { get; }

    /// <summary>Most tokens the decoder has positions for.</summary>
    public int MaxTokens => Config.MaxPositions;

    /// <summary>Whether the model has an unconditional encoder state, so that lift can be computed.</summary>
    public bool HasUnconditionalState => _unconditional is not null;

    internal CaptionerConfig Config { get; }

    internal DecoderGraphs Graphs => _graphs.Value.Decoder;

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="hasEncoder">Whether its encoder is loaded; false where a joint vision model stands for it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or names, types or shapes differ from the configuration; the
    /// message says what was expected.</exception>
    public static CaptionModel Load(string folder, RuntimeSettings settings, bool hasEncoder = true) =>
        Load(folder, new GraphSessions(settings), hasEncoder);

    /// <summary>Reads a model's configuration, and no graph before the first run, which opens and verifies them.</summary>
    /// <param name="folder">As of <see cref="Load(string, RuntimeSettings, bool)"/>.</param>
    /// <param name="settings">As there.</param>
    /// <param name="hasEncoder">As there.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged; of graphs the first run says so, and
    /// every later one.</exception>
    public static CaptionModel LoadOnDemand(string folder, RuntimeSettings settings, bool hasEncoder = true) =>
        new GraphSessions(settings).DisposeOnFailure(owned => new CaptionModel(folder, owned, hasEncoder));

    internal static CaptionModel Load(string folder, GraphSessions sessions, bool hasEncoder = true) =>
        sessions.DisposeOnFailure(owned =>
        {
            var model = new CaptionModel(folder, owned, hasEncoder);
            _ = model.Graphs;
            return model;
        });

    /// <summary>Encodes pictures for a brief caption, in one run.</summary>
    /// <param name="pixels">Tensors of the profile's size, at least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidOperationException"><see cref="HasEncoder"/> is false.</exception>
    public EncodedPictures Encode(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        if (_graphs.Value.Encoder is not { } encoder)
            throw new InvalidOperationException("This captioner was loaded without its encoder.");
        return encoder.Encode(pixels, cancellationToken);
    }

    /// <summary>Encodes the same pictures for more detail, without looking at them again.</summary>
    /// <param name="pictures">What <see cref="Encode"/> gave.</param>
    /// <param name="detail">One of <see cref="Details"/> other than the brief one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidOperationException">This captioner cannot be asked for it.</exception>
    public EncodedPictures EncodeFor(EncodedPictures pictures, CaptionDetail detail, CancellationToken cancellationToken)
    {
        if (_graphs.Value.Encoder is not { } encoder || !Details.ContainsKey(detail))
            throw new InvalidOperationException($"This captioner cannot be asked for a caption that is {detail}.");
        return encoder.EncodeFor(pictures, detail, cancellationToken);
    }

    /// <summary>Generates captions for encoded pictures.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="options">Decoding options.</param>
    /// <param name="cancellationToken">Checked before and during every token.</param>
    /// <returns>[pictures] hypotheses, best first.</returns>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Generate(
        EncodedPictures pictures,
        GenerationOptions options,
        CancellationToken cancellationToken
    ) => Generate(pictures, options, static _ => false, cancellationToken);

    /// <summary>Generates captions for encoded pictures that may be given up one by one.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="options">Decoding options.</param>
    /// <param name="isGone">Whether nobody wants a picture any more, from 0; asked behind every token.</param>
    /// <param name="cancellationToken">Checked before and during every token.</param>
    /// <returns>[pictures] hypotheses, best first; none for a picture that was given up.</returns>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Generate(
        EncodedPictures pictures,
        GenerationOptions options,
        Func<int, bool> isGone,
        CancellationToken cancellationToken
    )
    {
        using var decoder = new CachedDecoder(Graphs, pictures);
        return TextGenerator.Generate(decoder, pictures.Count, options, isGone, cancellationToken);
    }

    /// <summary>Teacher forcing: the log-probability of given texts.</summary>
    /// <param name="picture">The picture of all texts; null for the unconditional state.</param>
    /// <param name="sequences">Token ids, start token included, each of 2 to <see cref="MaxTokens"/> + 1.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[sequences] the log-probability of each token behind the start token.</returns>
    /// <exception cref="InvalidOperationException">No picture is given and <see cref="HasUnconditionalState"/> is false.</exception>
    public IReadOnlyList<float[]> LogProbabilities(
        EncodedPictures? picture,
        IReadOnlyList<IReadOnlyList<int>> sequences,
        CancellationToken cancellationToken
    )
    {
        var state =
            picture ?? _unconditional ?? throw new InvalidOperationException("This model has no state that stands for no picture.");
        return TeacherForcing.Score(Graphs, state, sequences, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        _unconditional?.Dispose();
    }

    private (ITokenInput Tokens, ICaptionEncoder? Encoder) Open(string folder, bool hasEncoder) =>
        (new TokenIds(), hasEncoder ? new VisionEncoderDecoderEncoder(folder, Profile, Config, _sessions) : null);

    private (ITokenInput Tokens, ICaptionEncoder? Encoder) OpenFlorence(string folder, bool hasEncoder)
    {
        var tokens = new TokenEmbeddings(_sessions.Open(ModelFiles.GetPath(folder, "embed_tokens")), Config.EncoderWidth);
        return (tokens, hasEncoder ? new FlorenceEncoder(folder, Profile, Config, tokens, _sessions) : null);
    }

    private EncodedPictures? ReadUnconditional(string path)
    {
        if (!File.Exists(path))
            return null;
        var (shape, values) = NpyFile.Read(path);
        if (shape is not [1, var tokens, var width] || width != Config.EncoderWidth)
            throw new InvalidDataException($"{path}: expected [1, any, {Config.EncoderWidth}], found [{string.Join(", ", shape)}].");
        return new EncodedPictures(OrtValue.CreateTensorValueFromMemory(values, [1, tokens, width]));
    }

    /// <param name="Encoder">Null where a joint vision model encodes.</param>
    /// <param name="Decoder">The decoder.</param>
    private sealed record OpenGraphs(ICaptionEncoder? Encoder, DecoderGraphs Decoder);
}
