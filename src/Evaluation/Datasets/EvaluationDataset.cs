using System.Security.Cryptography;
using System.Text.Json;

namespace Serverless.Evaluation.Datasets;

/// <summary>A picture with what people wrote about it.</summary>
/// <param name="Image">Its name in the data set.</param>
/// <param name="Path">Where it is.</param>
/// <param name="References">At least one caption; none for pictures that are only judged.</param>
public sealed record ReferencePicture(string Image, string Path, IReadOnlyList<string> References);

/// <summary>A caption and how many people said that it describes the picture.</summary>
/// <param name="Image">The picture's name.</param>
/// <param name="Caption">The words.</param>
/// <param name="IsOwn">Whether the words were written for this picture; null where the data set does not say.</param>
/// <param name="Yes">Votes for.</param>
/// <param name="No">Votes against.</param>
public sealed record CrowdJudgement(string Image, string Caption, bool? IsOwn, double Yes, double No)
{
    /// <summary>The share of yes, 0 to 1.</summary>
    public double Share => Yes / (Yes + No);
}

/// <summary>
/// A folder with <c>captions.jsonl</c> (<c>{image, captions[]}</c>) and perhaps <c>crowd.jsonl</c> (<c>{image, caption, own?, yes,
/// no}</c>).
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Pictures">Pictures that are there, in the file's order.</param>
/// <param name="Judgements">Judgements of those.</param>
/// <param name="Warnings">What was left out, by name.</param>
public sealed record EvaluationDataset(
    string Name,
    IReadOnlyList<ReferencePicture> Pictures,
    IReadOnlyList<CrowdJudgement> Judgements,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>Reads and checks a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="maxTextCharacters">Longest caption that is taken, in UTF-16 units.</param>
    /// <exception cref="InvalidDataException">A line cannot be read, a text is too long, a picture stands twice, a judgement has no votes;
    /// the message names file and line.</exception>
    public static EvaluationDataset Read(string folder, int maxTextCharacters = int.MaxValue)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder} is no folder.");
        var captions = Path.Combine(folder, "captions.jsonl");
        if (!File.Exists(captions))
            throw new InvalidDataException($"{folder} has no captions.jsonl.");
        var warnings = new List<string>();
        var pictures = Unique(Lines(captions).Select(line => ReadPicture(line, folder, maxTextCharacters))).ToList();
        var missing = pictures.Where(picture => !File.Exists(picture.Path) || new FileInfo(picture.Path).Length == 0).ToList();
        if (missing.Count > 0)
            warnings.Add(
                $"{missing.Count} of {pictures.Count} pictures are missing or empty and left out: "
                    + $"{Names(missing.Select(picture => picture.Image))}"
            );
        var present = pictures.Except(missing).ToList();
        if (present.Count == 0)
            throw new InvalidDataException($"{folder}: none of its pictures is there.");
        var crowd = Path.Combine(folder, "crowd.jsonl");
        var judgements = File.Exists(crowd) ? Lines(crowd).Select(line => ReadJudgement(line, maxTextCharacters)).ToList() : [];
        var known = present.Select(picture => picture.Image).ToHashSet();
        var unknown = judgements
            .Where(judgement => !known.Contains(judgement.Image))
            .Select(judgement => judgement.Image)
            .Distinct()
            .ToList();
        if (unknown.Count > 0)
            warnings.Add($"judgements of {unknown.Count} pictures that are not there are left out: {Names(unknown)}");
        return new EvaluationDataset(
            Path.GetFileName(Path.GetFullPath(folder)),
            present,
            [.. judgements.Where(judgement => known.Contains(judgement.Image))],
            warnings
        );
    }

    /// <summary>Pictures that a model has seen in training.</summary>
    /// <param name="digests">SHA-256 of the training pictures, lower-case hexadecimal.</param>
    public IReadOnlyList<string> FindInTraining(IReadOnlySet<string> digests) =>
        digests.Count == 0
            ? []
            :
            [
                .. Pictures
                    .Where(picture => digests.Contains(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(picture.Path)))))
                    .Select(picture => picture.Image),
            ];

    /// <summary>Up to five names and how many more.</summary>
    /// <param name="names">The names.</param>
    public static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(5)) + (all.Count > 5 ? $" and {all.Count - 5} more" : "");
    }

    private static IEnumerable<ReferencePicture> Unique(IEnumerable<ReferencePicture> pictures)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var picture in pictures)
        {
            if (!seen.Add(picture.Image))
                throw new InvalidDataException($"captions.jsonl: {picture.Image} stands twice; a picture may not be in two folds.");
            yield return picture;
        }
    }

    private static IEnumerable<(string Where, JsonElement Json)> Lines(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var where = $"{Path.GetFileName(path)}, line {number}";
            JsonElement json;
            try
            {
                json = JsonDocument.Parse(line).RootElement;
            }
            catch (JsonException damaged)
            {
                throw new InvalidDataException($"{where} is no JSON (NaN and the like are none).", damaged);
            }

            yield return (where, json);
        }
    }

    private static ReferencePicture ReadPicture((string Where, JsonElement Json) line, string folder, int maxTextCharacters)
    {
        var image = Text(line, "image");
        if (Path.IsPathRooted(image) || image.Split('/', '\\').Contains(".."))
            throw new InvalidDataException($"{line.Where}: image must lie below the data set.");
        if (
            !line.Json.TryGetProperty("captions", out var captions)
            || captions.ValueKind != JsonValueKind.Array
            || captions.GetArrayLength() == 0
        )
            throw new InvalidDataException($"{line.Where}: captions must list at least one.");
        return new ReferencePicture(
            image,
            Path.Combine(folder, image),
            [.. captions.EnumerateArray().Select(caption => CheckLength(maxTextCharacters, line.Where, caption.GetString() ?? ""))]
        );
    }

    private static CrowdJudgement ReadJudgement((string Where, JsonElement Json) line, int maxTextCharacters)
    {
        var (yes, no) = (Votes(line, "yes"), Votes(line, "no"));
        if (yes + no <= 0)
            throw new InvalidDataException($"{line.Where}: a judgement without votes.");
        return new CrowdJudgement(
            Text(line, "image"),
            CheckLength(maxTextCharacters, line.Where, Text(line, "caption")),
            line.Json.TryGetProperty("own", out var own) ? own.GetBoolean() : null,
            yes,
            no
        );
    }

    private static string CheckLength(int maxCharacters, string where, string text) =>
        text.Length <= maxCharacters
            ? text
            : throw new InvalidDataException(
                $"{where}: a caption has {text.Length} characters; at most {maxCharacters} are taken (CAPTION_MAX_TEXT_CHARACTERS)."
            );

    private static double Votes((string Where, JsonElement Json) line, string name) =>
        line.Json.TryGetProperty(name, out var votes)
        && votes.ValueKind == JsonValueKind.Number
        && votes.GetDouble() is var count
        && double.IsFinite(count)
        && count >= 0
            ? count
            : throw new InvalidDataException($"{line.Where}: {name} must be a number of votes.");

    private static string Text((string Where, JsonElement Json) line, string name) =>
        line.Json.ValueKind == JsonValueKind.Object
        && line.Json.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
        && text.GetString() is { Length: > 0 } value
            ? value
            : throw new InvalidDataException($"{line.Where}: {name} must be a text.");
}
