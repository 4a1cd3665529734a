using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Generation;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A captioner in the Hugging Face vision-encoder-decoder ONNX layout: an encoder, and a decoder split or merged. Safe for use by several
/// threads.
/// </summary>
public sealed class CaptionModel : IDisposable
{
    private const string UnconditionalFile = "unconditional_hidden_state.npy";

    private readonly GraphSessions _sessions;
    private readonly GraphSession? _encoder;
    private readonly DecoderGraphs _decoder;
    private readonly EncodedPictures? _unconditional;

    private CaptionModel(string folder, GraphSessions sessions, bool hasEncoder)
    {
        _sessions = sessions;
        Config = CaptionerConfig.Read(Path.Combine(folder, "config.json"));
        Profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        Defaults = GenerationConfigFile.Read(folder, Config);
        if (hasEncoder)
            _encoder = OpenEncoder(folder);
        _decoder = DecoderGraphs.Load(folder, Config, sessions);
        _unconditional = ReadUnconditional(Path.Combine(folder, UnconditionalFile));
    }

    /// <summary>What the encoder takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>Whether it has an encoder of its own; without one a joint vision model encodes for it.</summary>
    public bool HasEncoder => _encoder is not null;

    /// <summary>The model's own decoding defaults.</summary>
    public GenerationOptions Defaults { get; }

    /// <summary>Most tokens the decoder has positions for.</summary>
    public int MaxTokens => Config.MaxPositions;

    /// <summary>Whether the model has an unconditional encoder state, so that lift can be computed.</summary>
    public bool HasUnconditionalState => _unconditional is not null;

    internal CaptionerConfig Config { get; }

    internal DecoderGraphs Graphs => _decoder;

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="hasEncoder">Whether its encoder is loaded; false where a joint vision model stands for it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or names, types or shapes differ from the configuration; the
    /// message says what was expected.</exception>
    public static CaptionModel Load(string folder, RuntimeSettings settings, bool hasEncoder = true) =>
        Load(folder, new GraphSessions(settings), hasEncoder);

    internal static CaptionModel Load(string folder, GraphSessions sessions, bool hasEncoder = true) =>
        sessions.DisposeOnFailure(owned => new CaptionModel(folder, owned, hasEncoder));

    /// <summary>Encodes pictures in one run.</summary>
    /// <param name="pixels">Tensors of the profile's size, at least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidOperationException"><see cref="HasEncoder"/> is false.</exception>
    public EncodedPictures Encode(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken)
    {
        if (_encoder is null)
            throw new InvalidOperationException("This captioner was loaded without its encoder.");
        using var input = PixelBatch.Create(pixels);
        return new EncodedPictures(_encoder.Run(["pixel_values"], [input], ["last_hidden_state"], cancellationToken)[0]);
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
    )
    {
        using var decoder = new CachedDecoder(_decoder, pictures);
        return TextGenerator.Generate(decoder, pictures.Count, options, cancellationToken);
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
        return TeacherForcing.Score(_decoder, state, sequences, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        _unconditional?.Dispose();
    }

    private GraphSession OpenEncoder(string folder)
    {
        var encoder = _sessions.Open(ModelFiles.GetPath(folder, "encoder_model"));
        encoder.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, Profile.Height, Profile.Width);
        encoder.ExpectOutput("last_hidden_state", TensorElementType.Float, -1, -1, Config.EncoderWidth);
        encoder.ExpectNoInputsBut(["pixel_values"]);
        return encoder;
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
}
