using Serverless.Core.Classification;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Tokenization;
using TextReader = Serverless.Core.Reading.TextReader;

namespace Serverless.Core.Pipeline;

/// <summary>
/// A captioner and, where they are there, the quality model, the image classifier, the text reader, and a joint vision model that stands
/// for image parts of the first three, loaded and verified. Safe for use by several threads.
/// </summary>
public sealed class LoadedModels : IDisposable
{
    private const string TrainedOn = "trained-on.sha256";

    private LoadedModels() { }

    /// <summary>The captioner's folder, with the package's <c>caption.json</c> where it came in one.</summary>
    public required string CaptionerFolder { get; init; }

    /// <summary>The captioner.</summary>
    public required CaptionModel Captioner { get; init; }

    /// <summary>Its tokenizer.</summary>
    public required ITokenizer Tokenizer { get; init; }

    /// <summary>Its model card.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>The quality model; null without one, and where a scorer elsewhere has it.</summary>
    public MatchModel? Matcher { get; init; }

    /// <summary>
    /// What the quality model takes of a picture where a scorer elsewhere has it; null where it is loaded, and without one.
    /// </summary>
    public PreprocessProfile? SentProfile { get; private init; }

    /// <summary>Whether the joint vision model looks at pictures for the quality model, wherever that is.</summary>
    public bool HasMatchState { get; private init; }

    /// <summary>
    /// Runs the quality model elsewhere; null: nobody does, and where <see cref="SentProfile"/> is there nothing is better than review.
    /// Set before the first picture.
    /// </summary>
    public IRemoteScorer? Scorer { get; set; }

    /// <summary>The quality model's folder, loaded here or not; null without one.</summary>
    public string? QualityFolder { get; private init; }

    /// <summary>The quality model's tokenizer; null without one.</summary>
    public ITokenizer? MatcherTokenizer { get; init; }

    /// <summary>The image classifier; null without one.</summary>
    public ImageClassifier? ImageClassifier { get; init; }

    /// <summary>The joint vision model; null where every model looks at pictures for itself.</summary>
    public VisionModel? Vision { get; init; }

    /// <summary>Tells kinds by what the joint vision model saw; null without one.</summary>
    public KindClassifier? Kinds { get; init; }

    /// <summary>Reads text in pictures; null without one.</summary>
    public TextReader? TextReader { get; init; }

    /// <summary>The numbers of the quality score.</summary>
    public required QualityParameters Parameters { get; init; }

    /// <summary>
    /// SHA-256 of pictures that the models say they learned from (<c>trained-on.sha256</c>): no figure on these is honest.
    /// </summary>
    public required IReadOnlySet<string> TrainingImages { get; init; }

    /// <summary>
    /// Those, and the pictures that they were judged on before they were taken (<c>judged-on.sha256</c>): together the data version they
    /// were made from.
    /// </summary>
    public required IReadOnlySet<string> SnapshotImages { get; init; }

    /// <summary>Writes the sentences in the captioner's place; null where the captioner does. Set before the first picture.</summary>
    public IRemoteCaptioner? Remote { get; set; }

    /// <summary>Name, version and digest of who writes the sentences.</summary>
    public ModelIdentity Identity => Remote?.Identity ?? Judge;

    /// <summary>Name, version and digest of all that is loaded, which judges every text.</summary>
    public required ModelIdentity Judge { get; init; }

    /// <summary>Loads, all graphs side by side.</summary>
    /// <param name="folders">Where they are.</param>
    /// <param name="settings">How to run them.</param>
    /// <param name="packageDigest">The digest of the package they came from; null to work one out from their files.</param>
    /// <param name="hasMatcher">Whether the quality model is loaded; false where a scorer elsewhere has it.</param>
    /// <param name="isCaptionerDeferred">Whether the captioner's graphs wait for the first text that needs them.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or not what is expected; the message says which.</exception>
    public static LoadedModels Load(
        ModelFolders folders,
        RuntimeSettings settings,
        string? packageDigest = null,
        bool hasMatcher = true,
        bool isCaptionerDeferred = false
    )
    {
        var (captionFolder, qualityFolder, labelFolder, textFolder, _) = folders;
        foreach (var folder in Present(folders, folders.Vision))
            if (!Directory.Exists(folder.Folder))
                throw new InvalidDataException($"{folder.Folder} is no folder.");
        var joint = JointParts.Of(folders);
        var vision = joint.Folder is null ? null : Task.Run(() => VisionModel.Load(joint.Folder, settings));
        var captioner = Task.Run(() =>
            isCaptionerDeferred
                ? CaptionModel.LoadOnDemand(captionFolder, settings, hasEncoder: !joint.Captioner)
                : CaptionModel.Load(captionFolder, settings, hasEncoder: !joint.Captioner)
        );
        var matcher =
            qualityFolder is null || !hasMatcher
                ? null
                : Task.Run(() => MatchModel.Load(qualityFolder, settings, joint.Quality ? joint.Folder : null));
        var classifier = labelFolder is null ? null : Task.Run(() => ImageClassifier.Load(labelFolder, settings, hasGraph: !joint.Labels));
        var reader = textFolder is null ? null : Task.Run(() => TextReader.Load(textFolder, settings));
        try
        {
            var tokenizer = TokenizerFolder.Read(captionFolder);
            var captionModel = captioner.GetAwaiter().GetResult();
            var matchModel = matcher?.GetAwaiter().GetResult();
            var card = ModelCard.Read(captionFolder, DetailOption.ValuesOf(captionModel));
            var models = new LoadedModels
            {
                CaptionerFolder = captionFolder,
                Tokenizer = tokenizer,
                MatcherTokenizer =
                    qualityFolder is null || !hasMatcher ? null
                    : TokenizerFolder.IsSame(captionFolder, qualityFolder) ? tokenizer
                    : TokenizerFolder.Read(qualityFolder),
                Card = card,
                Parameters = ParametersOf(qualityFolder, matchModel),
                TrainingImages = ReadDigests([captionFolder, qualityFolder], TrainedOn),
                SnapshotImages = ReadDigests([captionFolder, qualityFolder], TrainedOn, "judged-on.sha256"),
                Captioner = captionModel,
                Matcher = matchModel,
                SentProfile =
                    qualityFolder is null || hasMatcher
                        ? null
                        : PreprocessProfileFile.Read(Path.Combine(qualityFolder, "preprocessor_config.json")),
                QualityFolder = qualityFolder,
                HasMatchState = joint.Quality,
                ImageClassifier = classifier?.GetAwaiter().GetResult(),
                Vision = vision?.GetAwaiter().GetResult(),
                Kinds = joint is { Folder: { } jointFolder, Quality: true } ? KindClassifier.Read(jointFolder) : null,
                TextReader = reader?.GetAwaiter().GetResult(),
                Judge = new ModelIdentity(
                    card.Name,
                    card.Version,
                    () => packageDigest ?? ModelDigest.Of([.. Present(folders, joint.Folder)], joint.ReplacedFiles(folders))
                ),
            };
            if (models.Vision is not null)
                JointVerification.Verify(models.Vision, models);
            return models;
        }
        catch
        {
            Release(captioner);
            Release(matcher);
            Release(classifier);
            Release(vision);
            Release(reader);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Captioner.Dispose();
        Matcher?.Dispose();
        ImageClassifier?.Dispose();
        Vision?.Dispose();
        TextReader?.Dispose();
    }

    /// <param name="folders">Where the models are.</param>
    /// <param name="vision">The joint vision model where it is used.</param>
    private static IEnumerable<(string Name, string Folder)> Present(ModelFolders folders, string? vision)
    {
        yield return ("caption", folders.Captioner);
        if (folders.Quality is { } quality)
            yield return ("quality", quality);
        if (folders.Labels is { } labels)
            yield return ("labels", labels);
        if (folders.Text is { } text)
            yield return ("text", text);
        if (vision is not null)
            yield return ("vision", vision);
    }

    private static QualityParameters ParametersOf(string? qualityFolder, MatchModel? matcher)
    {
        if (qualityFolder is null)
            return QualityParameters.WithoutModel;
        var path = Path.Combine(qualityFolder, "quality.json");
        return matcher?.UncalibratedRefusal is { } refuse && !File.Exists(path)
            ? QualityParameters.Uncalibrated(ModelCard.NameOf(qualityFolder), refuse)
            : QualityParameters.Read(path);
    }

    private static HashSet<string> ReadDigests(IEnumerable<string?> folders, params string[] files) =>
        [
            .. folders
                .OfType<string>()
                .SelectMany(folder => files.Select(file => Path.Combine(folder, file)))
                .Where(File.Exists)
                .SelectMany(File.ReadLines)
                .Where(line => line.Length == 64),
        ];

    /// <summary>Waits, since the runtime aborts a process that ends while it still loads a graph.</summary>
    private static void Release<T>(Task<T>? loading)
        where T : IDisposable?
    {
        if (loading is null)
            return;
        ((IAsyncResult)loading).AsyncWaitHandle.WaitOne();
        if (loading.IsCompletedSuccessfully)
            loading.Result?.Dispose();
    }
}
