using System.CommandLine;
using Serverless.Ledger;
using Serverless.Packages;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;

namespace Serverless.Cli.Models;

/// <summary><c>caption model push</c>: puts a package into a registry.</summary>
internal static class PushCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "A package: a folder or a .tar." };
        var reference = new Argument<string>("REFERENCE")
        {
            Description =
                "A registry: a folder, s3://bucket/folder, az://…, gs://… or oci://host/repository; its tag is the version unless "
                + "another one is written.",
        };
        var command = new Command("push", "Puts a package with its signatures into a registry.") { package, reference };
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed.GetValue(package)!, parsed.GetValue(reference)!, cancellationToken)
        );
        return command.WithExamples(
            "caption model push my-captioner.tar registry/my-captioner",
            "caption model push my-captioner.tar s3://models/my-captioner"
        );
    }

    private static async Task<int> RunAsync(string path, string word, CancellationToken cancellationToken)
    {
        var surroundings = ModelSurroundings.Create();
        var reference = ModelSurroundings.Reference(word);
        using var source = PackageFile.Open(path, PackageLimits.Default, ModelSurroundings.Clock).OrThrow();
        var tag = (await PackageFile.FindTagAsync(source, cancellationToken)).OrThrow();
        var (package, contract) = (await PackageReader.ReadAsync(source, tag, cancellationToken)).OrThrow();
        using var target = surroundings.Registries.OpenOrCreate(reference).OrThrow();
        var there = reference.Tag ?? PackageTag.Of(contract.Version);
        (await new PackageCopy(source, target).CopyAsync(package, there, cancellationToken)).ThrowIfAny();
        Console.WriteLine($"pushed\t{contract.Name}\t{contract.Version}\t{package.Digest}\t{target.Address}:{there}");
        var ledger = new ModelLedger(surroundings, reference);
        return await ledger.RecordAsync(EntryKind.Pushed, ModelLedger.Of(contract, package.Digest), null, cancellationToken);
    }
}
