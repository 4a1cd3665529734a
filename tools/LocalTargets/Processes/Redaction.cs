using System.Text.RegularExpressions;

namespace Serverless.LocalTargets.Processes;

/// <summary>Takes out of a log's lines what only the settings' owner may read: they end up in state and in messages.</summary>
internal static partial class Redaction
{
    private const string Mask = "***";

    private const int MinLength = 4;

    /// <param name="text">Lines of a host.</param>
    /// <param name="environment">Its settings: values of variables that may be secret are masked wherever they stand.</param>
    public static string Apply(string text, IReadOnlyDictionary<string, string> environment)
    {
        foreach (
            var value in environment
                .Where(pair => MayBeSecret(pair.Key, pair.Value))
                .SelectMany(pair => Parts(pair.Value))
                .Where(part => part.Length >= MinLength)
                .OrderByDescending(part => part.Length)
        )
            text = text.Replace(value, Mask, StringComparison.Ordinal);
        text = UserOfUrl().Replace(text, "://***@");
        return Secret().Replace(text, match => match.Groups["name"].Value + Mask);
    }

    /// <summary>Settings of ours are none, unless their name says so; of others all but plain addresses, numbers and words.</summary>
    private static bool MayBeSecret(string name, string value) =>
        SecretName().IsMatch(name)
        || (
            !name.StartsWith("CAPTION_", StringComparison.Ordinal)
            && value.Length >= 16
            && !value.Contains("://", StringComparison.Ordinal)
        );

    /// <summary>The value, and what stands behind each = of a connection string.</summary>
    private static IEnumerable<string> Parts(string value) =>
        value
            .Split(';')
            .Where(part => part.Contains('='))
            .Select(part => part[(part.IndexOf('=') + 1)..])
            .Where(part => part.Length >= 16)
            .Prepend(value);

    [GeneratedRegex("KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIAL|CONNECTION_STRING|SIGNATURE|_SAS", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("://[^/@\\s]+@")]
    private static partial Regex UserOfUrl();

    [GeneratedRegex(
        "(?<name>(Bearer |sig=|code=|AccountKey=|SharedAccessSignature=|X-Amz-Signature=|X-Goog-Signature=))[^\\s&;\"']+",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Secret();
}
