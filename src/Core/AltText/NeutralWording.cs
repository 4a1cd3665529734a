using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Core.AltText;

/// <summary>
/// Says of people what a picture shows: "an old man" is "a person". The words stand in <see cref="TextTerms"/> by language; a language
/// without them is left as it is. Whole words alone are replaced; quoted text is not to be handed in.
/// </summary>
internal static partial class NeutralWording
{
    /// <summary>Replaces what tells of gender, age, ethnicity or disability.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">Its language (BCP 47).</param>
    public static NeutralText Of(string text, string language)
    {
        if (TextTerms.All.Of(language).People is not { } people)
            return new NeutralText(text, [], []);
        var words = Word().Matches(text).Select(match => new Part(match.Value, match.Index)).ToList();
        for (var i = words.Count - 1; i >= 0; i--)
            Replace(words, i, people);
        if (words.All(word => word.Term is null))
            return new NeutralText(text, [], []);
        FitArticles(words, people);
        var told = words.Where(word => word.Term is not null).Select(word => word.Term!).ToList();
        return new NeutralText(
            Merge(Write(text, words), people),
            [.. told.Select(term => term.About).Distinct(StringComparer.Ordinal)],
            [.. told.Select(term => term.Text).Distinct(StringComparer.OrdinalIgnoreCase)]
        );
    }

    private static void Replace(List<Part> words, int i, PeopleTerms people)
    {
        var (word, key) = (words[i], words[i].Key);
        var next = i + 1 < words.Count ? words[i + 1] : null;
        if (people.Nouns.TryGetValue(key, out var noun) && noun[1].Length > 0)
        {
            var isBeforeNoun = next is not null && !people.Following.Contains(next.Key);
            if (people.Anywhere.Contains(key) && isBeforeNoun)
                word.Drop(noun[1]);
            else
                word.Become(people.Objects.TryGetValue(key, out var other) && !isBeforeNoun ? other : noun[0], noun[1]);
        }
        else if (people.Adjectives.TryGetValue(key, out var about) && next is not null && IsPerson(next, people))
        {
            word.Drop(about);
        }
    }

    /// <summary>A word for a person, or one that is left out before it.</summary>
    private static bool IsPerson(Part word, PeopleTerms people) => word.IsDropped || people.Nouns.ContainsKey(word.Key);

    /// <summary>"an old man" has become "an person": the article follows what comes next.</summary>
    private static void FitArticles(List<Part> words, PeopleTerms people)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            var isArticle = words[i].Key == people.Article || words[i].Key == people.VowelArticle;
            if (!isArticle || words[i + 1].Term is null)
                continue;
            var next = words.Skip(i + 1).FirstOrDefault(word => !word.IsDropped);
            if (next is not null)
                words[i]
                    .Fit(people.Vowels.Contains(next.Now[0], StringComparison.OrdinalIgnoreCase) ? people.VowelArticle : people.Article);
        }
    }

    private static string Write(string text, List<Part> words)
    {
        var (written, at) = (new StringBuilder(text.Length), 0);
        foreach (var word in words)
        {
            if (word.IsDropped)
            {
                written.Append(text, at, word.Start - at);
                at = word.Start + word.Length;
                while (at < text.Length && text[at] is ' ' or '-')
                    at++;
                continue;
            }

            written.Append(text, at, word.Start - at).Append(word.Now);
            at = word.Start + word.Length;
        }

        return written.Append(text, at, text.Length - at).ToString();
    }

    private static string Merge(string text, PeopleTerms people)
    {
        foreach (var (several, one) in people.Merged)
        {
            text = Regex.Replace(
                text,
                $@"\b{Regex.Escape(several)}\b",
                match => Part.WithCaseOf(match.Value, one),
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(1)
            );
        }

        return text;
    }

    [GeneratedRegex(@"\p{L}[\p{L}\p{M}]*", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    /// <summary>A word of a text, and what becomes of it.</summary>
    private sealed class Part(string text, int start)
    {
        public string Key { get; } = text.ToLowerInvariant();

        public int Start => start;

        public int Length { get; } = text.Length;

        private string Was { get; } = text;

        public string Now { get; private set; } = text;

        public bool IsDropped { get; private set; }

        /// <summary>The word, and what it tells of a person; null where it tells nothing.</summary>
        public PersonTerm? Term { get; private set; }

        public void Become(string neutral, string about) => (Now, Term) = (WithCaseOf(Was, neutral), new PersonTerm(Was, about));

        public void Drop(string about) => (IsDropped, Term) = (true, new PersonTerm(Was, about));

        public void Fit(string article) => Now = WithCaseOf(Was, article);

        public static string WithCaseOf(string pattern, string word) =>
            char.IsUpper(pattern[0]) ? char.ToUpperInvariant(word[0]) + word[1..] : word;
    }
}

/// <summary>A word that tells of a person.</summary>
/// <param name="Text">As it stands.</param>
/// <param name="About">gender, age, ethnicity or disability.</param>
internal sealed record PersonTerm(string Text, string About);

/// <summary>A text in neutral words.</summary>
/// <param name="Text">The text.</param>
/// <param name="About">What was left out: gender, age, ethnicity, disability; empty where nothing was.</param>
/// <param name="Terms">The words that told it.</param>
internal sealed record NeutralText(string Text, IReadOnlyList<string> About, IReadOnlyList<string> Terms);
