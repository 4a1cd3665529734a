using System.CommandLine;
using System.Globalization;
using Serverless.Ledger;
using Serverless.Packages;
using Serverless.Packages.Packing;
using Serverless.Packages.Signatures;

namespace Serverless.Cli.Models;

/// <summary><c>caption model sign</c>: adds a signature to a package on disk.</summary>
internal static class SignCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "A package: a folder or a .tar." };
        var key = new Option<string?>("--key")
        {
            Description = "A private key on P-256 as PEM; else that of CAPTION_SIGNING_KEY.",
            HelpName = "FILE.pem",
        };
        var expires = new Option<string?>("--expires") { Description = "From when it no longer counts.", HelpName = "DATE" };
        var command = new Command("sign", "Signs a package; several keys may sign one.") { package, key, expires };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(package)!, parsed.GetValue(key), Date(parsed.GetValue(expires)), cancellationToken)
        );
        return command.WithExamples(
            "openssl ecparam -name prime256v1 -genkey -noout -out release.pem && openssl ec -in release.pem -pubout -out release.pub",
            "caption model sign my-captioner.tar --key release.pem --expires 2027-12-31"
        );
    }

    private static async Task<int> RunAsync(string path, string? keyFile, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        var surroundings = ModelSurroundings.Create();
        using var key =
            ModelSurroundings.SigningKeyOf(keyFile)
            ?? throw PackageStop.Of(PackageFailure.WrongUsage("key", "No key is named: --key or CAPTION_SIGNING_KEY."));
        var signed = await new PackageEditor(ModelSurroundings.Clock).EditAsync(
            path,
            (registry, manifest) => PackageSigner.SignAsync(registry, manifest, key, expires, cancellationToken),
            cancellationToken
        );
        var (manifest, contract) = signed.OrThrow();
        Console.WriteLine($"signed\t{contract.Name}\t{contract.Version}\t{manifest.Digest}\t{key.Id}");
        var ledger = new ModelLedger(surroundings, null);
        return await ledger.RecordAsync(EntryKind.Signed, ModelLedger.Of(contract, manifest.Digest), null, cancellationToken);
    }

    private static DateTimeOffset? Date(string? text)
    {
        if (text is null)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date)
            ? date
            : throw PackageStop.Of(PackageFailure.WrongUsage("date", $"'{text}' is no date such as 2027-01-31."));
    }
}
