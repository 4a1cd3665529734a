using System.CommandLine;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;

namespace Serverless.Cli.Models;

/// <summary><c>caption model pull</c>: takes a package out of a registry.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE")
        {
            Description = "A version or alias of a registry; without a tag the champion.",
        };
        var output = new Option<string>("--out")
        {
            Description = "The package: a folder, or a file that ends with .tar.",
            HelpName = "PACKAGE",
            Required = true,
        };
        var options = new TrustOptions();
        var command = new Command("pull", "Takes a package with its signatures out of a registry. Verify it before it is used.")
        {
            reference,
            output,
        };
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var surroundings = ModelSurroundings.Create();
                var policy = options.Policy(parsed);
                return RunAsync(surroundings, parsed.GetValue(reference)!, parsed.GetValue(output)!, policy, cancellationToken);
            }
        );
        return command.WithExamples(
            "caption model pull s3://models/my-captioner:1.2.0 --out my-captioner.tar",
            "caption model pull registry/my-captioner:champion --trusted release.pub --out champion"
        );
    }

    private static async Task<int> RunAsync(
        ModelSurroundings surroundings,
        string word,
        string output,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var reference = ModelSurroundings.Reference(word);
        using var source = surroundings.Registries.Open(reference).OrThrow();
        var tag = await new ModelResolver(source, policy).ResolveAsync(reference.Tag ?? AliasNames.Champion, cancellationToken);
        var (package, contract) = (await PackageReader.ReadAsync(source, tag, cancellationToken)).OrThrow();
        var there = PackageTag.Of(contract.Version);
        var written = await new PackageOutput(ModelSurroundings.Clock).WriteAsync(
            output,
            target => new PackageCopy(source, target).CopyAsync(package, there, cancellationToken)
        );
        written.ThrowIfAny();
        Console.WriteLine($"pulled\t{contract.Name}\t{contract.Version}\t{package.Digest}\t{output}");
        return ExitCode.Done;
    }
}
