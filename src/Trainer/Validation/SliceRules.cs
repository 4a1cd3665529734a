using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Core.Quality;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Validation;

/// <summary>
/// Which slices a picture belongs to: people, animals and indoor by what is seen, what people wrote and what was said of it, text and
/// graphics by its kind, dark and small by its pixels. The words stand in <c>slices.json</c>, by language.
/// </summary>
internal sealed class SliceRules
{
    /// <summary>Every slice, in the order of reports.</summary>
    public static readonly IReadOnlyList<string> Names = ["people", "animals", "indoor", "text", "graphics", "dark", "small"];

    private readonly double _maxBrightness;
    private readonly int _maxSide;
    private readonly Dictionary<string, HashSet<string>> _words;

    private SliceRules(SliceFile file)
    {
        (_maxBrightness, _maxSide) = (file.Dark.MaxBrightness, file.Small.MaxSide);
        _words = file
            .Words.Values.SelectMany(language => language)
            .GroupBy(slice => slice.Key, StringComparer.Ordinal)
            .ToDictionary(
                same => same.Key,
                same => same.SelectMany(slice => slice.Value.Split(' ')).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
    }

    public static SliceRules Embedded { get; } = Read();

    /// <param name="picture">The picture.</param>
    /// <param name="kind">Its kind; null where it is not known.</param>
    /// <param name="labels">Names of what it shows.</param>
    /// <param name="spoken">What models said of it, right or wrong: a slice for right words alone would know no wrong ones.</param>
    public IReadOnlyList<string> Of(SnapshotPicture picture, string? kind, IEnumerable<string> labels, IEnumerable<string> spoken)
    {
        var said = labels.Concat(picture.Captions).Concat(spoken).SelectMany(ScoredText.Words).ToHashSet(StringComparer.Ordinal);
        bool Is(params string[] kinds) => kinds.Contains(kind, StringComparer.OrdinalIgnoreCase);
        bool BelongsTo(string slice) =>
            slice switch
            {
                "text" => Is("text", "screenshot"),
                "graphics" => Is("drawing", "icon", "chart", "diagram"),
                "dark" => picture.Brightness <= _maxBrightness,
                "small" => picture.Width is { } width && picture.Height is { } height && Math.Min(width, height) <= _maxSide,
                _ => _words[slice].Overlaps(said),
            };
        return [.. Names.Where(BelongsTo)];
    }

    private static SliceRules Read()
    {
        using var stream = typeof(SliceRules).Assembly.GetManifestResourceStream("slices.json")!;
        return new SliceRules(JsonSerializer.Deserialize(stream, SliceJson.Default.SliceFile)!);
    }
}

/// <summary>The data file.</summary>
internal sealed record SliceFile(DarkSlice Dark, SmallSlice Small, Dictionary<string, Dictionary<string, string>> Words);

/// <summary>Dark pictures.</summary>
/// <param name="MaxBrightness">Of 255.</param>
internal sealed record DarkSlice(double MaxBrightness);

/// <summary>Small pictures.</summary>
/// <param name="MaxSide">The shorter side in pixels.</param>
internal sealed record SmallSlice(int MaxSide);

/// <summary>Generated reading.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SliceFile))]
internal sealed partial class SliceJson : JsonSerializerContext;
