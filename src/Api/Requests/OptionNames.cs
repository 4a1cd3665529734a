using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>The names a request may use.</summary>
internal static class OptionNames
{
    public static readonly string[] Options = ["detail", "beams", "alternatives", "maxCharacters", "language", "minQuality", "explain"];

    public static readonly string[] Context = ["role", "linkTarget", "nearbyText", "existingAlt", "fileName"];

    public static CaptionFailure Unknown(string name, IEnumerable<string> known) =>
        new(FailureReason.UnknownOption, $"'{Shorten(name)}' is not known here; {string.Join(", ", known)} are.", Shorten(name));

    /// <summary>A sender's own text is never given back at length.</summary>
    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
