using System.CommandLine;
using Serverless.Ledger;
using Serverless.Packages.Loading;

namespace Serverless.Cli.Models;

/// <summary><c>caption model verify</c>: everything that is asked of a package before it is loaded, from the start.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "A package (a folder or a .tar), or a reference." };
        var options = new TrustOptions();
        var operators = new Option<string[]>("--operators")
        {
            Description = "Operators that are allowed besides those of the list, such as ai.onnx:Scan.",
            HelpName = "NAMES",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("verify", "Checks a package: names, sizes, signature, requirements, digests, graphs, and a trial.")
        {
            package,
            operators,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var surroundings = ModelSurroundings.Create();
                var policy = options.Policy(parsed) with { MoreOperators = parsed.GetValue(operators) ?? [] };
                return await RunAsync(surroundings, parsed.GetValue(package)!, policy, cancellationToken);
            }
        );
        return command.WithExamples(
            "caption model verify my-captioner.tar --trusted release.pub",
            "caption model verify s3://models/my-captioner:1.2.0 --trusted release.pub,second.pub"
        );
    }

    /// <summary>What was verified before counts for nothing here: the cache is a new one.</summary>
    private static async Task<int> RunAsync(
        ModelSurroundings surroundings,
        string package,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var cache = Directory.CreateTempSubdirectory("caption-verify-").FullName;
        try
        {
            var fresh = policy with { CacheFolder = cache, ParentFolder = policy.CacheFolder, TakesCachedWhenUnreachable = false };
            var verified = (await new ModelOpener(surroundings).OpenAsync(package, fresh, cancellationToken)).OrThrow();
            var signer = verified.Signer ?? "unsigned";
            Console.WriteLine($"verified\t{verified.Contract.Name}\t{verified.Contract.Version}\t{verified.Digest}\t{signer}");
            if (ModelSurroundings.Variable(DeliveryStore.Setting) is null)
                return ExitCode.Done; // a look leaves nothing behind, unless there is a ledger of the whole
            var ledger = new ModelLedger(surroundings, null);
            return await ledger.RecordAsync(
                EntryKind.Verified,
                ModelLedger.Of(verified.Contract, verified.Digest),
                verified.Signer is null ? "nobody signed it" : "signed by " + verified.Signer,
                cancellationToken
            );
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }
}
