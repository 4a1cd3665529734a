using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Benchmarks.Reading;
using Serverless.Core.Pipeline;

namespace Serverless.Benchmarks.Calibration;

/// <summary>What is said of a picture by the rule for <c>graphics</c>.</summary>
internal enum Claim
{
    /// <summary>
    /// Its claims hold, and one of them names more than the medium (of charts, pages, screens and diagrams the medium is enough).
    /// </summary>
    Right,

    /// <summary>Some hold, some fail.</summary>
    Partly,

    /// <summary>All fail.</summary>
    Wrong,

    /// <summary>Nothing is claimed but a medium.</summary>
    Vague,
}

/// <summary>A picture of the set.</summary>
/// <param name="Image">Its file, relative to the set's folder.</param>
/// <param name="Group">photograph, icon, drawing, chart, screenshot, text or diagram.</param>
/// <param name="Kinds">The product's kinds that are right for it.</param>
/// <param name="Objects">Words that are right to name.</param>
/// <param name="IsMap">Whether it is a map.</param>
/// <param name="Inks">Colours of its text; null where there is none to judge.</param>
/// <param name="Text">The first 80 characters of a page; null of other pictures.</param>
internal sealed record Graphic(
    string Image,
    string Group,
    IReadOnlyList<string> Kinds,
    IReadOnlySet<string> Objects,
    bool IsMap,
    IReadOnlyList<string>? Inks,
    string? Text
)
{
    public bool IsPhotograph => Group == "photograph";

    /// <summary>Whether a kind is right for it: one of those listed, and its own name where that is a kind by now.</summary>
    /// <param name="kind">Lower case.</param>
    public bool Accepts(string kind) => kind == Group || Kinds.Contains(kind, StringComparer.Ordinal);
}

/// <summary>
/// The rule for <c>graphics</c>, as <c>score.py</c> beside the set has it: every word of a caption is a claim unless it is filler or names
/// a picture as such; a claim holds if it is listed for the picture or names its medium.
/// </summary>
internal sealed partial class GraphicsRule
{
    private static readonly HashSet<string> StopWords = Stems(
        """
        a an the of on in at to with and or by for from that this these those it its it is are was be being has have having as into
        out off up down over under behind above below between
        through near next top bottom middle center centre front back side left right edge corner inside outside other another one two
        three four five six seven eight nine ten several many few
        some various multiple different single couple pair lot lots bunch group set row series kind type each all no not made
        red blue green yellow black white gray grey brown pink purple violet beige tan cyan magenta teal orange gold silver dark
        light bright colorful coloured colored color colors colour
        colours multicolored
        large big small little tiny huge tall short long wide thick thin round old new young open closed empty full half clear blurry
        close up closeup plain simple shiny flat lit
        picture pictures image images photo photos photograph background foreground view shot lots part piece shape shapes object
        objects something item items there his her their who which
        while very digital modern
        probably possibly perhaps maybe down stuck attached covered filled surrounded placed seen shown displayed written drawn
        called named labeled connected arranged placed parked
        """
    );

    private static readonly HashSet<string> Nouns =
    [
        .. (
            "building painting ceiling ring wing swing string king clothing wedding drawing writing handwriting dressing pudding "
            + "earring"
        ).Split(' '),
    ];

    private static readonly Dictionary<string, HashSet<string>> Media = new(StringComparer.Ordinal)
    {
        ["photograph"] = Stems("snapshot portrait closeup"),
        ["icon"] = Stems(
            "drawing cartoon icon illustration clipart clip art logo symbol silhouette graphic emblem vector design emoji sketch"
        ),
        ["drawing"] = Stems(
            "drawing cartoon icon illustration clipart clip art logo symbol silhouette graphic vector design sketch picture painting"
        ),
        ["chart"] = Stems("chart graph plot diagram figure data axis legend graphic curve graphical"),
        ["screenshot"] = Stems("screenshot screen window application app program software interface display"),
        ["text"] = Stems("text page document word paper writing letter print sheet paragraph line"),
        ["diagram"] = Stems("diagram chart flowchart flow graph schematic figure arrow box line graphic network drawing illustration"),
    };

    private static readonly HashSet<string> ScreenNouns = Stems("computer monitor");
    private static readonly HashSet<string> ChartTypes =
    [
        .. (
            "bar pie line scatter scatterplot histogram area box boxplot heat heatmap map contour surface mesh polar violin mosaic "
            + "radar bubble tree matrix"
        ).Split(' '),
    ];
    private static readonly HashSet<string> InkColours =
    [
        .. "white black red green blue yellow gray grey brown pink purple cyan orange".Split(' '),
    ];
    private static readonly HashSet<string> SufficientMedia = [.. "chart screenshot text diagram".Split(' ')];

    private readonly Dictionary<string, Graphic> _pictures;

    /// <param name="folder">The set, with <c>things.jsonl</c>.</param>
    public GraphicsRule(string folder) =>
        _pictures = File.ReadLines(Path.Combine(folder, "things.jsonl"))
            .Select(Read)
            .ToDictionary(one => one.Image, StringComparer.Ordinal);

    public IReadOnlyCollection<Graphic> Pictures => _pictures.Values;

    /// <summary>
    /// What is quoted is no claim of ours; all the text of a page and nothing else is right where at most one in twenty of the characters
    /// that are known of it is wrong.
    /// </summary>
    public Claim Classify(string image, Caption caption)
    {
        if (caption.Source != CaptionSource.Text)
            return Classify(image, caption.Text!);
        var own = Quotation().Replace(caption.Text!, "");
        if (own.Length < caption.Text!.Length)
            return Classify(image, own);
        return _pictures[image].Text is { } text && TextErrors.OfBeginning(text, caption.Text) <= text.Length / 20
            ? Claim.Right
            : Claim.Wrong;
    }

    public Claim Classify(string image, string caption)
    {
        var picture = _pictures[image];
        var isMedium = Media[picture.Group].Concat(picture.IsMap ? ["map"] : []).ToHashSet(StringComparer.Ordinal);
        var isScreen = picture.Group == "screenshot";
        var lower = caption.ToLowerInvariant();
        var claims = Word()
            .Matches(lower.Replace("'s", "", StringComparison.Ordinal))
            .Select(match => Stem(match.Value))
            .Where(word => IsClaim(word, picture.Objects))
            .ToList();
        var holds = claims.Exists(picture.Objects.Contains);
        var namesMedium = claims.Exists(word => isMedium.Contains(word) && !picture.Objects.Contains(word));
        var wrong = claims
            .Where(word => !picture.Objects.Contains(word) && !isMedium.Contains(word) && !(isScreen && ScreenNouns.Contains(word)))
            .ToHashSet(StringComparer.Ordinal);
        if (picture.Group == "chart" && wrong.Overlaps(ChartTypes))
            return Claim.Wrong;
        var hasWrongInk =
            picture.Inks is { } inks
            && Ink()
                .Matches(lower)
                .Select(match => match.Groups[1].Value)
                .Any(colour => InkColours.Contains(colour) && !inks.Contains(colour));
        var isRight = holds || (namesMedium && SufficientMedia.Contains(picture.Group));
        var isWrong = wrong.Count > 0 || hasWrongInk;
        return isRight
            ? isWrong
                ? Claim.Partly
                : Claim.Right
            : isWrong
                ? Claim.Wrong
                : Claim.Vague;
    }

    private static bool IsClaim(string word, IReadOnlySet<string> objects) =>
        objects.Contains(word)
        || !(StopWords.Contains(word) || word.Length < 2 || (word.EndsWith("ing", StringComparison.Ordinal) && !Nouns.Contains(word)));

    private static Graphic Read(string line)
    {
        var row = JsonDocument.Parse(line).RootElement;
        IReadOnlyList<string>? List(string name) =>
            row.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(entry => entry.GetString()!)] : null;
        return new Graphic(
            row.GetProperty("image").GetString()!,
            row.GetProperty("group").GetString()!,
            List("kinds")!,
            List("things")!.Select(Stem).ToHashSet(StringComparer.Ordinal),
            row.TryGetProperty("map", out var map) && map.ValueKind is not (JsonValueKind.False or JsonValueKind.Null),
            List("ink"),
            row.TryGetProperty("text", out var text) ? text.GetString() : null
        );
    }

    private static HashSet<string> Stems(string words) =>
        [.. words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => (string[])[word, Stem(word)])];

    private static string Stem(string word) =>
        word switch
        {
            "men" => "man",
            "women" => "woman",
            "children" => "child",
            "people" => "person",
            "leaves" => "leaf",
            "knives" => "knife",
            "geese" => "goose",
            "mice" => "mouse",
            "feet" => "foot",
            "galaxies" => "galaxy",
            "candies" => "candy",
            "berries" => "berry",
            "strawberries" => "strawberry",
            "brushes" => "brush",
            "paintbrushes" => "paintbrush",
            "churches" => "church",
            "branches" => "branch",
            "daisies" => "daisy",
            "batteries" => "battery",
            "axes" => "axis",
            "matches" => "match",
            "bushes" => "bush",
            "dishes" => "dish",
            "watches" => "watch",
            "benches" => "bench",
            "boxes" => "box",
            "glasses" => "glass",
            _ when word.Length > 3
                    && word.EndsWith('s')
                    && !word.EndsWith("ss", StringComparison.Ordinal)
                    && !word.EndsWith("us", StringComparison.Ordinal)
                    && !word.EndsWith("is", StringComparison.Ordinal) => word[..^1],
            _ => word,
        };

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"(,? (with text )?that (reads|begins|reads in part|has text that begins)| titled)? "".*""$",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Quotation();

    [GeneratedRegex("([a-z]+) text")]
    private static partial Regex Ink();
}
