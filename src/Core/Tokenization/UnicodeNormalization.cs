using System.Globalization;
using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// NFC and NFD (Unicode Standard Annex 15). The framework's own needs ICU, which the function images lack, and without it returns the text
/// unchanged; the table is an embedded resource.
/// </summary>
internal static class UnicodeNormalization
{
    private const int HangulBase = 0xAC00,
        LeadBase = 0x1100,
        VowelBase = 0x1161,
        TailBase = 0x11A7;
    private const int Leads = 19,
        Vowels = 21,
        Tails = 28;

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>Canonical decomposition.</summary>
    public static string Decompose(string text) => IsAscii(text) ? text : Write(Decomposed(text));

    /// <summary>Canonical decomposition, then canonical composition.</summary>
    public static string Compose(string text) => IsAscii(text) ? text : Write(Composed(Decomposed(text)));

    private static bool IsAscii(string text) => Ascii.IsValid(text);

    private static List<int> Decomposed(string text)
    {
        var codes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Append(rune.Value, codes);
        Reorder(codes);
        return codes;
    }

    private static void Append(int code, List<int> codes)
    {
        var syllable = code - HangulBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            codes.Add(LeadBase + (syllable / (Vowels * Tails)));
            codes.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails != 0)
                codes.Add(TailBase + (syllable % Tails));
        }
        else if (Data.Value.Decompositions.TryGetValue(code, out var parts))
        {
            foreach (var part in parts)
                Append(part, codes);
        }
        else
        {
            codes.Add(code);
        }
    }

    /// <summary>Sorts runs of combining marks by class, keeping the order of equals; a run may be as long as the text.</summary>
    private static void Reorder(List<int> codes)
    {
        for (var start = 0; start < codes.Count; start++)
        {
            var end = start;
            while (end < codes.Count && Data.Value.Class(codes[end]) != 0)
                end++;
            if (end - start < 2)
                continue;
            var run = codes[start..end].OrderBy(Data.Value.Class).ToList(); // stable
            for (var i = 0; i < run.Count; i++)
                codes[start + i] = run[i];
            start = end;
        }
    }

    private static List<int> Composed(List<int> codes)
    {
        var result = new List<int>(codes.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var code in codes)
        {
            var rank = Data.Value.Class(code);
            var isBlocked = starter < 0 || (starter < result.Count - 1 && (lastClass == 0 || lastClass >= rank));
            if (!isBlocked && Pair(result[starter], code) is { } composed)
            {
                result[starter] = composed;
                continue;
            }

            result.Add(code);
            lastClass = rank;
            if (rank == 0)
                starter = result.Count - 1;
        }

        return result;
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads && second - VowelBase is >= 0 and < Vowels)
        {
            return HangulBase + ((((first - LeadBase) * Vowels) + (second - VowelBase)) * Tails);
        }

        if (
            first - HangulBase is >= 0 and < Leads * Vowels * Tails
            && (first - HangulBase) % Tails == 0
            && second - TailBase is > 0 and < Tails
        )
        {
            return first + (second - TailBase);
        }

        return Data.Value.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static string Write(List<int> codes)
    {
        var text = new StringBuilder(codes.Count);
        Span<char> units = stackalloc char[2];
        foreach (var code in codes)
            text.Append(units[..new Rune(code).EncodeToUtf16(units)]);
        return text.ToString();
    }

    private sealed record Tables(
        Dictionary<int, int[]> Decompositions,
        Dictionary<(int First, int Second), int> Compositions,
        Dictionary<int, int> Classes
    )
    {
        public int Class(int code) => Classes.GetValueOrDefault(code);

        public static Tables Read()
        {
            var tables = new Tables([], [], []);
            using var stream = typeof(UnicodeNormalization).Assembly.GetManifestResourceStream("unicode-normalization.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line[0] != '#')
                    tables.Add(line.Split(' '));
            }

            return tables;
        }

        private void Add(string[] fields)
        {
            var code = Hex(fields[1]);
            if (fields[0] == "C")
            {
                Classes[code] = int.Parse(fields[2], CultureInfo.InvariantCulture);
                return;
            }

            var parts = fields[2..].Select(Hex).ToArray();
            Decompositions[code] = parts;
            if (fields[0] == "D" && parts.Length == 2)
                Compositions[(parts[0], parts[1])] = code;
        }

        private static int Hex(string field) => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
