using System.Diagnostics;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Preprocessing;
using Serverless.Core.Service;

namespace Serverless.Packages.Gate;

/// <summary>The trial itself. A package is tried with what it brings and nothing else, so that its answers are its own.</summary>
/// <param name="folder">Its files.</param>
/// <param name="decoder">Opens pictures.</param>
/// <param name="settings">How models are run.</param>
internal sealed class TrialRun(string folder, IImageDecoder decoder, RuntimeSettings settings)
{
    private static readonly CaptionOptions NoThreshold = new() { MinQuality = 0 };

    /// <exception cref="InvalidDataException">A file is missing, damaged or not what is expected.</exception>
    public TrialResult Run(bool isRecording, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var models = LoadedModels.Load(ModelFolders.In(folder, new ModelFolders("")), settings);
        var pipeline = new CaptionPipeline(decoder, models, TimeProvider.System, CaptionIds.System);
        var encoder = new PictureEncoder(models);
        var golden = new GoldenFolder(folder);
        var (expected, loaded, times, found) = (golden.Read(), 0.0, new List<double>(), new List<GoldenAnswer>());
        var pictures = golden.Pictures(isRecording ? null : expected);
        foreach (var (name, bytes) in pictures.Prepend((Name: null, Bytes: WarmUpPicture.Png)))
        {
            var started = clock.Elapsed;
            var answer = Answer(pipeline, models, encoder, (name ?? "", bytes), cancellationToken);
            if (answer.Failure is { } failure)
                return failure;
            if (name is null)
            {
                loaded = clock.Elapsed.TotalMilliseconds;
                continue;
            }

            times.Add((clock.Elapsed - started).TotalMilliseconds);
            found.Add(answer);
        }

        if (isRecording)
            found = [.. found.Select(golden.Record)];
        else if (expected is not null && golden.Compare(expected, found) is { } off)
            return off;
        return new TrialResult
        {
            LoadMilliseconds = Math.Round(loaded),
            MillisecondsPerPicture = Math.Round(times.Order().ElementAtOrDefault(times.Count / 2), 1),
            PeakMiB = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
            Threads = settings.Threads,
            Pictures = [.. found.Select(answer => answer.Vector!)],
        };
    }

    private static GoldenAnswer Answer(
        CaptionPipeline pipeline,
        LoadedModels models,
        PictureEncoder encoder,
        (string Name, byte[] Bytes) picture,
        CancellationToken cancellationToken
    )
    {
        var request = new CaptionRequest(picture.Bytes, CaptionContext.None, NoThreshold);
        if (!pipeline.Prepare(request, cancellationToken).TryGet(out var prepared, out var failure))
            return new GoldenAnswer(null, null, Refusal($"No caption can be made of it: {failure.Detail}", picture.Name));
        using var encodings = encoder.Encode([prepared.Picture], cancellationToken);
        var likeliest = models.Captioner.Generate(encodings.Hidden, prepared.Generation, cancellationToken)[0][0];
        if (likeliest.TokenLogProbabilities.Any(one => !float.IsFinite(one)))
            return new GoldenAnswer(null, null, Refusal("The captioner's numbers are no numbers (NaN or infinite).", picture.Name));
        var caption = pipeline.DescribeMany([prepared], cancellationToken)[0];
        var score = caption.Quality?.Score;
        if (score is { } number && !double.IsFinite(number))
            return new GoldenAnswer(null, null, Refusal("The quality score is no number.", picture.Name));
        var vector = new GoldenVector(
            picture.Name,
            models.Tokenizer.Decode(likeliest.Ids).Trim(),
            caption.Text,
            score is { } exact ? Math.Round(exact, 4) : null
        );
        return new GoldenAnswer(vector, prepared.Picture.Pixels, null);
    }

    private static TrialResult Refusal(string detail, string picture) =>
        new()
        {
            Rule = "golden",
            Detail = detail,
            File = picture.Length == 0 ? null : "golden/" + picture,
        };
}

/// <summary>An answer to a golden picture.</summary>
/// <param name="Vector">The answer; null where there is none.</param>
/// <param name="Pixels">What the captioner took.</param>
/// <param name="Failure">Why there is none.</param>
internal sealed record GoldenAnswer(GoldenVector? Vector, PixelTensor? Pixels, TrialResult? Failure);
