using System.CommandLine;
using Serverless.Ledger;
using Serverless.Signing;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery sign</c> and <c>delivery verify</c>: who vouches for the packages of a release.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        var version = Options.Version();
        var file = new Option<string?>("--key") { Description = "PEM file with a private key on P-256; CAPTION_SIGNING_KEY by default." };
        var command = new Command("sign", "Signs the packages of a release (in-toto statement in a DSSE envelope).") { version, file };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var path = Options.TextOf(parsed, file) ?? Environment.GetEnvironmentVariable(SigningKey.Setting);
                if (path is not { Length: > 0 })
                    return Report.Failure(DeliveryFailure.WrongUsage("Name a key: --key FILE.pem, or CAPTION_SIGNING_KEY."));
                if (!SigningKey.Read(path).TryGet(out var key, out var wrong))
                    return Report.Failure(DeliveryFailure.WrongUsage(wrong));
                using (key)
                    return await SignAsync(parsed.GetValue(version)!, key, cancellationToken);
            }
        );
        return command;
    }

    public static Command CreateVerify()
    {
        var version = Options.Version();
        var trusted = new Option<string?>("--trusted")
        {
            Description = "PEM files with public keys, commas between; CAPTION_TRUSTED_KEYS by default.",
        };
        var command = new Command("verify", "Holds the packages of a release to its digests and its signature.") { version, trusted };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var files = Options.TextOf(parsed, trusted) ?? Environment.GetEnvironmentVariable(TrustedKeys.Setting) ?? "";
                if (!TrustedKeys.Read(files.Split(',', StringSplitOptions.RemoveEmptyEntries)).TryGet(out var keys, out var wrong))
                    return Report.Failure(DeliveryFailure.WrongUsage(wrong));
                return await VerifyAsync(parsed.GetValue(version)!, keys, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> SignAsync(string version, SigningKey key, CancellationToken cancellationToken)
    {
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var context, out var failure))
            return Report.Failure(failure);
        if (!(await context.Releases.FindAsync(context.Ledger, version, cancellationToken)).TryGet(out var release, out failure))
            return Report.Failure(failure);
        if (await context.Releases.VerifyAsync(release, key.Public, cancellationToken) is null && IsSaid(context.Ledger, version))
            return Report.Of(null, $"{version} is signed with this key already");
        var unsigned =
            await context.Releases.SignAsync(release, key, cancellationToken)
            ?? await context.Ledger.AppendAsync(
                new LedgerEntry
                {
                    Kind = EntryKind.Signed,
                    Version = version,
                    Why = $"key {key.Id}",
                },
                cancellationToken
            );
        return Report.Of(unsigned, $"{version} signed by {key.Id}");
    }

    private static bool IsSaid(DeliveryLedger ledger, string version) =>
        ledger.Entries.Any(entry => entry.Kind == EntryKind.Signed && entry.Version == version);

    private static async Task<int> VerifyAsync(string version, TrustedKeys keys, CancellationToken cancellationToken)
    {
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var context, out var failure))
            return Report.Failure(failure);
        if (!(await context.Releases.FindAsync(context.Ledger, version, cancellationToken)).TryGet(out var release, out failure))
            return Report.Failure(failure);
        if (await context.Releases.VerifyAsync(release, keys, cancellationToken) is { } refused)
            return Report.Failure(refused);
        foreach (var package in release.Packages)
        {
            var opened = await context.Releases.OpenPackageAsync(release, package, ReleaseCache.Folder, cancellationToken);
            if (opened.Failure is { } broken)
                return Report.Failure(broken);
        }

        Console.WriteLine($"{version} is signed, and its {release.Packages.Count} packages are those that were");
        return ExitCode.Done;
    }
}
