using System.CommandLine;
using Serverless.Ledger;
using Serverless.Packages;
using Serverless.Packages.Aliases;

namespace Serverless.Cli.Models;

/// <summary><c>caption model promote</c>: lets an alias mean a version.</summary>
internal static class PromoteCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "A version of a registry, or an alias: REGISTRY:candidate." };
        var alias = new Argument<string>("ALIAS") { Description = string.Join(", ", AliasNames.All) + "." };
        var why = new Option<string>("--why")
        {
            Description = "Why, for the ledger.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "promoted",
        };
        var options = new AliasOptions();
        var command = new Command("promote", "Lets an alias mean a version: champion serves, candidate is tried.")
        {
            reference,
            alias,
            why,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var writer = options.Open(parsed, ModelSurroundings.Reference(parsed.GetValue(reference)!));
                return await RunAsync(writer, parsed.GetValue(alias)!, parsed.GetValue(why)!, cancellationToken);
            }
        );
        return command.WithExamples(
            "caption model promote s3://models/my-captioner:1.2.0 candidate --key release.pem --trusted release.pub",
            "caption model promote s3://models/my-captioner:candidate champion --why \"two days without a complaint\""
        );
    }

    private static async Task<int> RunAsync(AliasWriter writer, string alias, string why, CancellationToken cancellationToken)
    {
        if (writer.Reference.Tag is not { } tag)
            throw PackageStop.Of(PackageFailure.WrongUsage("reference", "Name the version: REGISTRY:1.2.0.", alias));
        var loader = writer.Surroundings.Loader;
        var candidate = (await loader.CheckAsync(writer.Registry, tag, writer.Policy, cancellationToken)).OrThrow();
        var (package, contract) = (candidate.Package, candidate.Contract);
        var target = new AliasTarget(contract.Name, contract.Version, package.Digest);
        var entry = (await writer.Book.PromoteAsync(target, alias, why, cancellationToken)).OrThrow();
        Console.WriteLine($"promoted\t{contract.Name}\t{contract.Version}\t{package.Digest}\t{alias} {entry.Number}");
        var ledger = new ModelLedger(writer.Surroundings, writer.Reference);
        var said = $"{alias}: {why}";
        return await ledger.RecordAsync(EntryKind.Promoted, ModelLedger.Of(contract, package.Digest), said, cancellationToken);
    }
}
