using System.Text.Json;

namespace Serverless.Core.Tokenization;

/// <summary>How spaces become marks (Hugging Face's <c>Metaspace</c>, alone or behind <c>WhitespaceSplit</c>).</summary>
/// <param name="Mark">The mark.</param>
/// <param name="Prepends">Whether a mark is put before a text that does not begin with one.</param>
/// <param name="SplitsWords">Whether each word is cut for itself, its mark in front.</param>
/// <param name="DropsSpaces">Whether words are told by white space alone, however much of it.</param>
internal sealed record MetaspaceRules(char Mark, bool Prepends, bool SplitsWords, bool DropsSpaces)
{
    /// <param name="splitters">The pre-tokenizers of <c>tokenizer.json</c>, in order.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="InvalidDataException">They are others.</exception>
    public static MetaspaceRules Read(IReadOnlyList<JsonElement> splitters, string path)
    {
        var kinds = splitters.Select(splitter => JsonFile.GetString(splitter, "type")).ToList();
        if (kinds is not (["Metaspace"] or ["WhitespaceSplit", "Metaspace"]))
            throw new InvalidDataException(
                $"{path}: Unigram is known with the Metaspace pre-tokenizer, not with {string.Join(", ", kinds)}."
            );
        var rules = splitters[^1];
        var scheme = JsonFile.GetString(rules, "prepend_scheme");
        return new MetaspaceRules(
            JsonFile.GetString(rules, "replacement") is [var mark] ? mark : '\u2581',
            // "first" differs from "always" only behind a special token that is written in a text
            scheme is null
                ? JsonFile.GetBoolean(rules, "add_prefix_space", defaultValue: true)
                : scheme != "never",
            JsonFile.GetBoolean(rules, "split", defaultValue: true),
            kinds.Count == 2
        );
    }

    /// <summary>The words of a text, with their marks.</summary>
    public IEnumerable<string> Split(string text) =>
        DropsSpaces ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(SplitOne) : SplitOne(text);

    private IEnumerable<string> SplitOne(string text)
    {
        if (text.Length == 0)
            yield break;
        var marked = text.Replace(' ', Mark);
        if (Prepends && marked[0] != Mark)
            marked = Mark + marked;
        var start = 0;
        while (SplitsWords && marked.IndexOf(Mark, start + 1) is > 0 and var next)
        {
            yield return marked[start..next];
            start = next;
        }

        yield return marked[start..];
    }
}
