using System.Text.RegularExpressions;
using Serverless.Ledger;

namespace Serverless.Delivery.Releases;

/// <summary>Versions as semver.org 2.0.0 has them, without build metadata: they name files, tags of images and revisions.</summary>
internal static partial class SemanticVersion
{
    /// <summary>Longest version in characters.</summary>
    public const int MaxCharacters = 64;

    /// <summary>What is wrong with a version; null when it is one.</summary>
    /// <param name="text">The version.</param>
    public static DeliveryFailure? Validate(string text) =>
        text.Contains('+', StringComparison.Ordinal)
            ? DeliveryFailure.WrongUsage($"The version {text} has a +, which no tag of an image can hold; write 0.1.0-dev.5.abc instead.")
        : text.Length <= MaxCharacters && Form().IsMatch(text) ? null
        : DeliveryFailure.WrongUsage(
            FormattableString.Invariant(
                $"'{text}' is no semantic version; allowed: 1.2.3 or 1.2.3-rc.1, {MaxCharacters} characters at most. "
            ) + "`make version` prints that of the checkout."
        );

    [GeneratedRegex(
        @"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
            + @"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Form();
}
