using System.CommandLine;
using System.Security.Cryptography;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery record</c>: what was found out about a release, with its evidence.</summary>
internal static class RecordCommand
{
    private static readonly string[] Kinds = [EntryKind.Tested, EntryKind.Scanned, EntryKind.Golden, EntryKind.Costed];

    public static Command Create()
    {
        var kind = new Argument<string>("KIND") { Description = string.Join(", ", Kinds) + "." };
        var version = Options.Version();
        var verdict = new Option<string>("--verdict") { Description = "pass or fail.", Required = true };
        var evidence = new Option<string[]>("--evidence")
        {
            Description = "The report; its SHA-256 is kept. Several may be named.",
            Required = true,
        };
        var environment = new Option<string?>("--environment") { Description = "With costed: the environment it is about." };
        var command = new Command("record", "Writes a verdict about a release to the ledger, with the digest of its evidence.")
        {
            kind,
            version,
            verdict,
            evidence,
            environment,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(kind)!,
                    parsed.GetValue(version)!,
                    parsed.GetValue(verdict)!,
                    parsed.GetValue(evidence)!,
                    Options.TextOf(parsed, environment),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string kind,
        string version,
        string verdict,
        string[] files,
        string? environment,
        CancellationToken cancellationToken
    )
    {
        if (!Kinds.Contains(kind))
            return Report.Failure(DeliveryFailure.WrongUsage($"There is no record '{kind}'; there are {string.Join(", ", Kinds)}."));
        if (verdict is not ("pass" or "fail"))
            return Report.Failure(DeliveryFailure.WrongUsage($"--verdict is '{verdict}'; allowed: pass or fail."));
        if (kind == EntryKind.Costed && environment is null)
            return Report.Failure(DeliveryFailure.WrongUsage("costed needs --environment."));
        if (environment is not null && TargetNames.Validate(environment, null) is { } unknown)
            return Report.Failure(unknown);
        if (Array.Find(files, file => !File.Exists(file)) is { } missing)
            return Report.Failure(DeliveryFailure.WrongUsage($"There is no evidence {missing}."));
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var context, out var failure))
            return Report.Failure(failure);
        if ((await context.Releases.FindAsync(context.Ledger, version, cancellationToken)).Failure is { } unbuilt)
            return Report.Failure(unbuilt);
        var entry = new LedgerEntry
        {
            Kind = kind,
            Version = version,
            Environment = environment,
            Verdict = verdict,
            Evidence = [.. files.Select(file => new Evidence(Path.GetFileName(file), HashOf(file)))],
        };
        return Report.Of(await context.Ledger.AppendAsync(entry, cancellationToken), $"{version} {kind}: {verdict}");
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
