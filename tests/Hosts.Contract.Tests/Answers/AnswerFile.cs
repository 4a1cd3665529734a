using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>
/// An answer as its file holds it: the status, all headers but those of the connection and of a platform's front, an empty line, the body.
/// What differs from answer to answer is replaced in the text where it has its right form, and only there.
/// </summary>
internal static partial class AnswerFile
{
    /// <summary>One in the last digit of a model's number: processors differ by that.</summary>
    private const double LastDigit = 0.000_11;

    private static readonly string[] OfConnection = ["date", "content-length", "connection", "transfer-encoding", "server", "keep-alive"];

    private static readonly string[] StartsOfFronts = ["x-ms-", "x-azure-", "x-amzn-", "x-cloud-trace-context"];

    /// <summary>Everything that is answered is text; what is none is not replaced in silence.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether files are written instead of compared with.</summary>
    public static bool IsMaking { get; } = Environment.GetEnvironmentVariable("CAPTION_TEST_WRITE_ANSWERS") == "1";

    /// <summary>An answer as text, every byte of it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="holdsBody">Whether the body belongs to it.</param>
    /// <param name="folder">A folder of this run, which documents name.</param>
    public static string Write(HostAnswer answer, bool holdsBody, string folder)
    {
        var text = new StringBuilder();
        if (answer.Headers.TryGetValue(":interim", out var interim))
            text.Append(CultureInfo.InvariantCulture, $"{interim}\n");
        text.Append(CultureInfo.InvariantCulture, $"{answer.Status}\n");
        foreach (var (name, value) in answer.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            var isOfFront = StartsOfFronts.Any(start => name.StartsWith(start, StringComparison.Ordinal));
            if (name != ":interim" && !OfConnection.Contains(name) && !isOfFront)
                text.Append(CultureInfo.InvariantCulture, $"{name}: {Digest().Replace(value, "'sha256-<digest>'")}\n");
        }

        text.Append('\n');
        if (holdsBody)
            text.Append(Placeholders(Strict.GetString(answer.Body), folder));
        return text.ToString();
    }

    /// <summary>The text with a model's numbers as the file has them, where they are the same but for the last digit.</summary>
    /// <param name="text">An answer.</param>
    /// <param name="file">The file.</param>
    public static string WithNumbersOf(string text, string file)
    {
        var held = Number().Matches(file);
        if (held.Count != Number().Count(text))
            return text;
        var next = 0;
        return Number().Replace(text, number => IsSame(held[next].Value, number.Value) ? held[next++].Value : Kept(number.Value));

        string Kept(string value)
        {
            next++;
            return value;
        }
    }

    private static bool IsSame(string one, string other) =>
        Math.Abs(double.Parse(one, CultureInfo.InvariantCulture) - double.Parse(other, CultureInfo.InvariantCulture)) < LastDigit;

    private static string Placeholders(string body, string folder)
    {
        body = Id().Replace(body, "\"id\":\"<id>\"");
        body = Milliseconds().Replace(body, "\"$1\":<ms>");
        body = Time().Replace(body, "\"$1\":\"<time>$2\"");
        body = UploadUrl().Replace(body, "$1<token>\"");
        body = UploadName().Replace(body, "/<expiry>$1<name>\"");
        return folder.Length > 0 ? body.Replace(folder, "<folder>", StringComparison.Ordinal) : body;
    }

    [GeneratedRegex("'sha256-[A-Za-z0-9+/]{43}='", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Digest();

    [GeneratedRegex("\"id\":\"[0-7][0-9A-HJKMNP-TV-Z]{25}\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Id();

    [GeneratedRegex(
        "\"(decodeMs|readMs|encodeMs|generateMs|qualityMs|totalMs)\":[0-9]+(?:\\.[0-9])?(?=[,}])",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Milliseconds();

    [GeneratedRegex(
        "\"(createdAt|loadedSince|expiresAt)\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,7})?(Z|\\+00:00)\"",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Time();

    [GeneratedRegex(
        "(\"uploadUrl\":\"https?://[a-z0-9.:]+/v1/uploads/)[0-9a-f]{64}\"",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex UploadUrl();

    [GeneratedRegex("/[0-9]{10}(-[0-9]+-)[0-9a-f]{32}\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UploadName();

    [GeneratedRegex(
        "(?<=\"(?:score|fit|lift|confidence|probability)\":)-?[0-9]+(?:\\.[0-9]{1,4})?(?=[,}])",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Number();
}
