using System.Text;

namespace Serverless.Core.AltText;

/// <summary>Sentences with places such as <c>{what}</c>, from data files.</summary>
internal static class Sentence
{
    /// <summary>Fills the places. What is filled in is not looked through for further ones: it may be text of a picture.</summary>
    /// <param name="template">The sentence.</param>
    /// <param name="values">What stands in each place; a place without a value stays as it is.</param>
    public static string Fill(string template, params ReadOnlySpan<(string Place, string Value)> values)
    {
        var filled = new StringBuilder(template.Length);
        for (var at = 0; at < template.Length; )
        {
            var (length, value) = PlaceAt(template, at, values);
            filled.Append(value ?? template[at..(at + length)]);
            at += length;
        }

        return filled.ToString();
    }

    private static (int Length, string? Value) PlaceAt(string template, int at, ReadOnlySpan<(string Place, string Value)> values)
    {
        if (template[at] != '{' || template.IndexOf('}', at) is not (> 0 and var end))
            return (1, null);
        foreach (var (place, value) in values)
            if (template.AsSpan((at + 1)..end).SequenceEqual(place))
                return (end - at + 1, value);
        return (1, null);
    }
}
