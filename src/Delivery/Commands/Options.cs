using System.CommandLine;

namespace Serverless.Delivery.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static Option<string> Version() => new("--version") { Description = "The version of the release.", Required = true };

    public static Option<string> Target() => new("--target") { Description = "aws, azure, gcp, kubernetes or onprem.", Required = true };

    public static Option<string> Environment() =>
        new("--environment") { Description = "dev, preprod or prod; dev when it is not given.", DefaultValueFactory = _ => "dev" };

    public static Option<string?> Outputs() =>
        new("--outputs") { Description = "What `terraform output -json` gave; without it the local targets are meant." };

    public static Option<string?> Policy() =>
        new("--policy") { Description = "Canary, thresholds and good runs; deploy/policy.json when it is not given." };

    /// <summary>A text that may be given empty, as a make variable that is not set: then as if not given.</summary>
    public static string? TextOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { Length: > 0 } text ? text : null;
}
