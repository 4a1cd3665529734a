using System.Text.RegularExpressions;
using Serverless.Core;
using Serverless.LocalTargets.Control;

namespace Serverless.LocalTargets.Revisions;

/// <summary>What a revision and its traffic may be.</summary>
internal static partial class RevisionRules
{
    private const int DefaultTimeoutSeconds = 30,
        MaxTimeoutSeconds = 3600,
        MinMemoryMb = 128,
        MaxMemoryMb = 1 << 20;

    public static Refusal Ending { get; } = new(503, "ending", "This target is being stopped.");

    public static Refusal Missing(string id) =>
        new(404, "revision_not_found", $"There is no revision {Printable(id)}; GET /state lists all.");

    /// <summary>Reads a definition.</summary>
    public static Result<RevisionDefinition, Refusal> Read(string id, PutRevision body, bool isEntry, TimeProvider clock)
    {
        if (!Id().IsMatch(id))
            return Wrong("id: 1 to 63 of letters, digits, '.', '_', '+' and '-', beginning with a letter or digit.");
        if (body.Version is not { Length: > 0 and <= 100 })
            return Wrong("version: 1 to 100 characters are needed.");
        if (isEntry ? body.Package is not null || body.Sha256 is not null : body.Url is not null)
            return Wrong(
                isEntry
                    ? "package and sha256 are for targets; an entry takes url."
                    : "url is for an entry; a target takes package and sha256."
            );
        if (isEntry && !IsAddress(body.Url))
            return Wrong("url: an http or https address without user, query and fragment is needed.");
        if (!isEntry && body.Package is not { Length: > 0 })
            return Wrong("package: the path of a zip or a folder is needed.");
        var sha256 = body.Sha256 is { } given && given.StartsWith("sha256:", StringComparison.Ordinal) ? given[7..] : body.Sha256;
        if (!isEntry && (sha256 is null || !Digest().IsMatch(sha256)))
            return Wrong("sha256: 64 hexadecimal digits are needed.");
        if (isEntry && (body.Environment is { Count: > 0 } || body.MemoryMb is not null))
            return Wrong("environment and memoryMb are for targets: an entry starts nothing.");
        if (body.MemoryMb is < MinMemoryMb or > MaxMemoryMb)
            return Wrong($"memoryMb: {MinMemoryMb} to {MaxMemoryMb} are allowed.");
        if (body.TimeoutSeconds is < 1 or > MaxTimeoutSeconds)
            return Wrong($"timeoutSeconds: 1 to {MaxTimeoutSeconds} are allowed.");
        var environment = body.Environment ?? [];
        if (
            environment.FirstOrDefault(pair => !Variable().IsMatch(pair.Key) || pair.Value is null || pair.Value.Contains('\0')) is
            { Key: { } name }
        )
            return Wrong($"environment: {Printable(name)} is no name of a variable, or its value is no text.");
        return new RevisionDefinition(
            id,
            body.Version,
            body.Package,
            body.Url,
            sha256?.ToLowerInvariant(),
            environment,
            body.MemoryMb,
            body.TimeoutSeconds ?? DefaultTimeoutSeconds,
            clock.GetUtcNow()
        );
    }

    /// <summary>Why weights are not taken; null where they are.</summary>
    public static Refusal? WhyWrong(PutTraffic body, Traffic current, Func<string, Revision?> find)
    {
        if (body.IfVersion is { } expected && expected != current.Version)
            return new Refusal(
                409,
                "traffic_version",
                $"ifVersion: the traffic's version is {current.Version}, not {expected}: read it again and decide anew."
            );
        if (body.Weights is not { Count: > 0 } weights)
            return Wrong("weights: at least one revision is needed.");
        foreach (var (id, weight) in weights)
        {
            if (weight is < 0 or > 100)
                return Wrong($"weights: {Printable(id)} has {weight}, and 0 to 100 are allowed.");
            if (find(id) is not { } revision)
                return Wrong($"weights: there is no revision {Printable(id)}.");
            if (weight > 0 && revision.State != RevisionState.Ready)
                return new Refusal(
                    422,
                    "revision_not_ready",
                    $"weights: {id} is {revision.State.ToString().ToLowerInvariant()}, and only ready ones may have a weight above 0."
                );
        }

        var sum = weights.Values.Sum();
        return sum == 100 ? null : Wrong($"weights: their sum is {sum}, and 100 is needed.");
    }

    private static Refusal Wrong(string detail) => new(422, "not_allowed", detail);

    private static bool IsAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0;

    private static string Printable(string text) =>
        $"'{new string([.. text.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter)])}'";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]{0,62}$")]
    private static partial Regex Id();

    [GeneratedRegex("^[0-9a-fA-F]{64}$")]
    private static partial Regex Digest();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Variable();
}
