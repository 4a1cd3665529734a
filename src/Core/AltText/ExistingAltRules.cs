using System.Text.RegularExpressions;

namespace Serverless.Core.AltText;

/// <summary>Faults of an alt text that can be seen without the picture.</summary>
internal static partial class ExistingAltRules
{
    public static IEnumerable<Finding> Check(string alt, string? fileName)
    {
        var text = alt.Trim();
        if (text.Length == 0)
        {
            yield return new Finding("existing_alt_empty", FindingLevel.Warning, "The existing alt text is empty although the image is not said to be decorative.");
            yield break;
        }

        if (FileName().IsMatch(text) || (fileName is not null && string.Equals(text, Path.GetFileNameWithoutExtension(fileName), StringComparison.OrdinalIgnoreCase)))
        {
            yield return new Finding("existing_alt_file_name", FindingLevel.Warning, "The existing alt text is a file name.");
        }

        if (Placeholder().IsMatch(text)) yield return new Finding("existing_alt_placeholder", FindingLevel.Warning, "The existing alt text is a placeholder.");
        if (text.Length > AltTextRules.DefaultMaxCharacters) yield return new Finding("length", FindingLevel.Warning, "The existing alt text is longer than 150 characters.");
    }

    [GeneratedRegex(@"^\S+\.(jpe?g|png|gif|webp|avif|tiff?|heic|bmp|svg)$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(image|picture|photo|photograph|img|alt|alt text|untitled|spacer|graphic|icon|logo|dsc_?\d+|img_?\d+)\d*$", RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();
}
