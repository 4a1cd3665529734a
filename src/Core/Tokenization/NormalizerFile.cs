using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serverless.Core.Tokenization;

/// <summary>Reads the normalizer of a <c>tokenizer.json</c> of SentencePiece's kind.</summary>
internal static class NormalizerFile
{
    /// <param name="root">The file.</param>
    /// <param name="path">Named in errors.</param>
    /// <returns>What is done to a text.</returns>
    /// <exception cref="InvalidDataException">An entry is not known.</exception>
    public static Func<string, string> Read(JsonElement root, string path)
    {
        if (!root.TryGetProperty("normalizer", out var normalizer) || normalizer.ValueKind != JsonValueKind.Object)
            return text => text;
        return One(normalizer, path);
    }

    private static Func<string, string> One(JsonElement step, string path) =>
        JsonFile.GetString(step, "type") switch
        {
            "Sequence" => Sequence([.. step.GetProperty("normalizers").EnumerateArray().Select(inner => One(inner, path))]),
            "Lowercase" => CodePoints.Lower,
            "NFC" => UnicodeNormalization.Compose,
            "NFD" => UnicodeNormalization.Decompose,
            "Strip" => Strip(JsonFile.GetBoolean(step, "strip_left"), JsonFile.GetBoolean(step, "strip_right")),
            "Prepend" => Prepend(JsonFile.GetString(step, "prepend") ?? ""),
            "Replace" => Replace(step.GetProperty("pattern"), JsonFile.GetString(step, "content") ?? "", path),
            "Precompiled" => PrecompiledCharacters.Read(JsonFile.GetString(step, "precompiled_charsmap"), path),
            var kind => throw new InvalidDataException($"{path}: the normalizer '{kind}' is not known."),
        };

    private static Func<string, string> Sequence(Func<string, string>[] steps) =>
        text => steps.Aggregate(text, (current, step) => step(current));

    private static Func<string, string> Strip(bool left, bool right) =>
        text =>
        {
            var start = left ? text.TrimStart() : text;
            return right ? start.TrimEnd() : start;
        };

    private static Func<string, string> Prepend(string words) => text => text.Length == 0 ? text : words + text;

    private static Func<string, string> Replace(JsonElement pattern, string content, string path)
    {
        if (JsonFile.GetString(pattern, "String") is { Length: > 0 } plain)
            return text => text.Replace(plain, content, StringComparison.Ordinal);
        if (JsonFile.GetString(pattern, "Regex") is not { } expression)
            throw new InvalidDataException($"{path}: a Replace has neither String nor Regex.");
        try
        {
            // never goes back, so its time grows with the text alone
            var regex = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
            return text => regex.Replace(text, content.Replace("$", "$$", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: the pattern '{expression}' cannot be used: {error.Message}", error);
        }
    }
}
