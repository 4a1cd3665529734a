using System.CommandLine;
using System.Text.Json;
using Serverless.Packages;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;

namespace Serverless.Cli.Models;

/// <summary><c>caption model inspect</c>: what a package says of itself.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "A package (a folder or a .tar), or a reference with a tag." };
        var tree = new Option<bool>("--tree") { Description = "Every file with its size and digest, as a tree." };
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var noColor = new Option<bool>("--no-color") { Description = "No colours; NO_COLOR does the same." };
        var command = new Command("inspect", "Shows what a package says of itself; nothing of it is held against keys.")
        {
            package,
            tree,
            json,
            noColor,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var inspected = await ReadAsync(parsed.GetValue(package)!, cancellationToken);
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(inspected.ToDocument(), InspectionJson.Stored.InspectionDocument));
                else
                    InspectionTree.Write(inspected, parsed.GetValue(tree), !parsed.GetValue(noColor));
                return ExitCode.Done;
            }
        );
        return command.WithExamples(
            "caption model inspect my-captioner.tar --tree",
            "caption model inspect registry/my-captioner:1.2.0 --json"
        );
    }

    private static async Task<Inspection> ReadAsync(string word, CancellationToken cancellationToken)
    {
        var reference = ModelSurroundings.Reference(word);
        using var registry = ModelOpener.IsFile(reference)
            ? PackageFile.Open(reference.Registry, PackageLimits.Default, ModelSurroundings.Clock).OrThrow()
            : ModelSurroundings.Create().Registries.Open(reference).OrThrow();
        var tag = reference.Tag ?? (await PackageFile.FindTagAsync(registry, cancellationToken)).OrThrow();
        var (package, contract) = (await PackageReader.ReadAsync(registry, tag, cancellationToken)).OrThrow();
        var card = await PackageReader.ReadFileAsync(registry, package, contract.Card ?? PackageFiles.Card, cancellationToken);
        var signatures = (await PackageReader.ReadSignersAsync(registry, package, cancellationToken)).OrThrow();
        return new Inspection(package, contract, card.Value is { } text ? System.Text.Encoding.UTF8.GetString(text) : null, signatures);
    }
}
