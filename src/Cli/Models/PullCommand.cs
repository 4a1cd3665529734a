using System.CommandLine;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Nuget;
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
            Description = "A version or alias of a registry, without a tag the champion; or hf:OWNER/NAME[@REVISION], a model of the hub.",
        };
        var output = new Option<string?>("--out")
        {
            Description =
                "The package: a folder, or a file that ends with .tar or .nupkg. Of the hub: a folder for a copy; else it stays in the "
                + "cache of the hub's tools.",
            HelpName = "PACKAGE",
        };
        var dtype = new Option<string?>("--dtype")
        {
            Description = "Of the hub, precision of the weights: fp32, fp16, int8, q8, uint8, q4, bnb4 or q4f16; else the most exact.",
            HelpName = "D",
        };
        var quiet = new Option<bool>("--quiet") { Description = "No progress." };
        var noColor = new Option<bool>("--no-color") { Description = "No colours; NO_COLOR does the same." };
        var options = new TrustOptions();
        var command = new Command("pull", "Takes a package with its signatures out of a registry, or a model from the hub.")
        {
            reference,
            output,
            dtype,
            quiet,
            noColor,
        };
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var (word, path) = (parsed.GetValue(reference)!, parsed.GetValue(output));
                if (HubPull.IsHub(word))
                {
                    var hasColor = !parsed.GetValue(noColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
                    return RunHubAsync(word, parsed.GetValue(dtype), path, (parsed.GetValue(quiet), hasColor), cancellationToken);
                }

                if (path is null || parsed.GetValue(dtype) is not null)
                    throw new StoppedException("Of a registry a package is pulled to --out PACKAGE, as it is.", ExitCode.WrongUsage);
                return RunAsync(word, path, options.Policy(parsed), cancellationToken);
            }
        );
        return command.WithExamples(
            "caption model pull s3://models/my-captioner:1.2.0 --out my-captioner.tar",
            "caption model pull oci://registry.example.com/models/my-captioner --trusted release.pub --out champion",
            "caption model pull hf:Xenova/vit-gpt2-image-captioning --dtype q8 --out vit-gpt2/"
        );
    }

    private static async Task<int> RunHubAsync(
        string reference,
        string? dtype,
        string? folder,
        (bool IsQuiet, bool HasColor) shown,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await HubPull.RunAsync(reference, dtype, folder, shown, cancellationToken);
        await Console.Out.WriteLineAsync(snapshot.Folder);
        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(string word, string output, PackagePolicy policy, CancellationToken cancellationToken)
    {
        var reference = ModelSurroundings.Reference(word);
        using var source = ModelSurroundings.Create().Registries.Open(reference).OrThrow();
        var tag = await new ModelResolver(source, policy).ResolveAsync(reference.Tag ?? AliasNames.Champion, cancellationToken);
        var (package, contract) = (await PackageReader.ReadAsync(source, tag, cancellationToken)).OrThrow();
        (await PackageReader.CheckParentAsync(source, contract, policy.CacheFolder, cancellationToken)).ThrowIfAny();
        var there = PackageTag.Of(contract.Version);
        var written = await new PackageOutput(ModelSurroundings.Clock, new NupkgWriter(new NupkgOptions())).WriteAsync(
            output,
            target => new PackageCopy(source, target).CopyAsync(package, there, cancellationToken),
            cancellationToken
        );
        written.ThrowIfAny();
        Console.WriteLine($"pulled\t{contract.Name}\t{contract.Version}\t{package.Digest}\t{output}");
        return ExitCode.Done;
    }
}
