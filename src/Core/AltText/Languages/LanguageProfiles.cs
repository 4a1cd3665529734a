using System.Globalization;
using System.Text;

namespace Serverless.Core.AltText.Languages;

/// <summary>Statistics of languages, read once from <c>languages.txt</c> (made by <c>tools/make-languages.mjs</c>).</summary>
internal sealed class LanguageProfiles
{
    private static readonly Lazy<LanguageProfiles> Instance = new(Read);

    private readonly List<Script> _scripts = [];
    private readonly Dictionary<string, LanguageProfile> _languages = new(StringComparer.OrdinalIgnoreCase);

    private LanguageProfiles() { }

    public static LanguageProfiles All => Instance.Value;

    /// <summary>In the order of the file: Latin first.</summary>
    public IReadOnlyList<Script> Scripts => _scripts;

    /// <summary>The profile of a language; null where there is none: its script alone identifies it, or it is unknown.</summary>
    public LanguageProfile? Find(string language) => _languages.GetValueOrDefault(language);

    private static LanguageProfiles Read()
    {
        var profiles = new LanguageProfiles();
        using var stream = typeof(LanguageProfiles).Assembly.GetManifestResourceStream("languages.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
                profiles.Add(line.Split('\t'));
        }

        return profiles;
    }

    private void Add(string[] fields)
    {
        switch (fields[0])
        {
            case "script":
                _scripts.Add(new Script(fields[1], [.. fields[2].Split(' ').Select(Range)], fields[3].Split(' ')));
                break;
            case "capitals":
                Profile(fields[1]).CapitalisesNouns = true;
                break;
            case "words":
                Profile(fields[1]).Words.UnionWith(fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
                break;
            default:
                Profile(fields[1]).AddTrigrams(fields[3], int.Parse(fields[2], CultureInfo.InvariantCulture) / 2f);
                break;
        }
    }

    private LanguageProfile Profile(string language)
    {
        if (!_languages.TryGetValue(language, out var profile))
            _languages[language] = profile = new LanguageProfile();
        return profile;
    }

    private static (int First, int Last) Range(string text)
    {
        var ends = text.Split('-');
        return (Convert.ToInt32(ends[0], 16), Convert.ToInt32(ends[^1], 16));
    }
}

/// <summary>A script.</summary>
/// <param name="Name">ISO 15924.</param>
/// <param name="Ranges">Code points of its letters, both ends included.</param>
/// <param name="Languages">Languages written in it; the first where they cannot be distinguished.</param>
internal sealed record Script(string Name, IReadOnlyList<(int First, int Last)> Ranges, IReadOnlyList<string> Languages)
{
    public bool Has(int code)
    {
        foreach (var (first, last) in Ranges)
            if (code >= first && code <= last)
                return true;
        return false;
    }
}

/// <summary>What is frequent in a language.</summary>
internal sealed class LanguageProfile
{
    /// <summary>Bits of a trigram that is not among the frequent ones.</summary>
    public const float RareBits = 18;

    private readonly Dictionary<string, float> _trigrams = new(StringComparer.Ordinal);
    private readonly HashSet<char> _letters = [];

    /// <summary>Function words, in lower case.</summary>
    public HashSet<string> Words { get; } = new(StringComparer.Ordinal);

    public bool CapitalisesNouns { get; set; }

    public void AddTrigrams(string trigrams, float bits)
    {
        for (var at = 0; at < trigrams.Length; at += 3)
            _trigrams[trigrams.Substring(at, 3)] = bits;
        _letters.UnionWith(trigrams);
    }

    /// <summary>Whether the language writes with these letters.</summary>
    public bool Spells(string word) => word.All(_letters.Contains);

    /// <summary>Mean bits a trigram inside a word in lower case: the fewer, the more usual. Null for words under three letters.</summary>
    public float? Bits(string word)
    {
        if (word.Length < 3)
            return null;
        var lookup = _trigrams.GetAlternateLookup<ReadOnlySpan<char>>();
        var sum = 0f;
        for (var at = 0; at + 3 <= word.Length; at++)
            sum += lookup.TryGetValue(word.AsSpan(at, 3), out var bits) ? Math.Min(bits, RareBits) : RareBits;
        return sum / (word.Length - 2);
    }
}
