using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Core.AltText;

/// <summary>What findings say to a person, by language; <c>finding-texts.json</c>. They are in English where no other is there.</summary>
internal static class FindingTexts
{
    private static readonly Lazy<Dictionary<string, string>> Texts = new(Read);

    /// <summary>A finding that is good to know.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="text">Name of its text; null for the rule's.</param>
    /// <param name="values">What stands in the places of <c>{name}</c>.</param>
    public static Finding Note(string rule, string? text = null, params ReadOnlySpan<(string Name, string Value)> values) =>
        new(rule, FindingLevel.Info, Of(text ?? rule, values));

    /// <summary>A finding that a person should look at.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="text">Name of its text; null for the rule's.</param>
    /// <param name="values">What stands in the places of <c>{name}</c>.</param>
    public static Finding Warning(string rule, string? text = null, params ReadOnlySpan<(string Name, string Value)> values) =>
        new(rule, FindingLevel.Warning, Of(text ?? rule, values));

    private static string Of(string name, ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = Texts.Value[name];
        foreach (var (place, value) in values)
            text = text.Replace($"{{{place}}}", value, StringComparison.Ordinal);
        return text;
    }

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(FindingTexts).Assembly.GetManifestResourceStream("finding-texts.json")!;
        return JsonSerializer.Deserialize(stream, FindingTextsJson.Default.DictionaryStringDictionaryStringString)![
            CaptionWords.DefaultLanguage
        ];
    }
}

/// <summary>Generated reading.</summary>
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
internal sealed partial class FindingTextsJson : JsonSerializerContext;
