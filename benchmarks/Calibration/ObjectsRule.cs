using System.Text.Json;
using Serverless.Core.Quality;

namespace Serverless.Benchmarks.Calibration;

/// <summary>
/// The rule for <c>coco-things</c>: a caption is wrong if it names a thing that is not listed for its picture (a word of any list, or one
/// that captioners like to say), right if it names a listed one and none that is not.
/// </summary>
internal sealed class ObjectsRule
{
    private static readonly HashSet<string> Liked = Stems(
        "dog cat bird horse man woman boy girl child baby person people beach snow water field ball bike bicycle rock mountain "
            + "street car bench tree flower icon circle square rectangle triangle chart sign text helmet swing slide pool ocean lake "
            + "guitar boat surfboard skateboard court baseball soccer football crowd tripod lamp bus train airplane river hill road "
            + "woods forest fountain stage toy stick"
    );
    private static readonly HashSet<string> VagueNouns = Stems(
        "group background shirt dress hat air show jump hood award stop dirt living hot three eating playing singing video suit "
            + "jacket glasses fire polar alarm bunk game race sleeping"
    );
    private static readonly HashSet<string> PersonNouns = Stems(
        "man men woman women boy girl person people child children player rider couple baby"
    );

    private readonly Dictionary<string, HashSet<string>> _objects;
    private readonly HashSet<string> _vocabulary;

    public ObjectsRule(string folder)
    {
        _objects = File.ReadLines(Path.Combine(folder, "things.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(
                line => line.GetProperty("image").GetString()!,
                line =>
                    line.GetProperty("things").EnumerateArray().Select(thing => Stem(thing.GetString()!)).ToHashSet(StringComparer.Ordinal)
            );
        _vocabulary = [.. _objects.Values.SelectMany(things => things).Concat(Liked).Except(VagueNouns)];
    }

    public IEnumerable<string> Images => _objects.Keys;

    /// <summary>1 right, 0 wrong, null neither.</summary>
    public double? Score(string image, string caption)
    {
        var there = _objects[image];
        var isAnybodyThere = there.Overlaps(PersonNouns);
        var named = Stems(string.Join(' ', ScoredText.Words(caption)));
        named.IntersectWith(_vocabulary);
        if (named.Any(word => !there.Contains(word) && !(PersonNouns.Contains(word) && isAnybodyThere)))
            return 0;
        return named.Overlaps(there) || (isAnybodyThere && named.Overlaps(PersonNouns)) ? 1 : null;
    }

    private static HashSet<string> Stems(string words) => [.. words.Split(' ').Select(Stem)];

    private static string Stem(string word) =>
        word switch
        {
            "men" => "man",
            "women" => "woman",
            "children" => "child",
            "people" => "person",
            _ => Plural.Drop(word),
        };
}
