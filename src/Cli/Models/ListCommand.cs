using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Ledger;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;

namespace Serverless.Cli.Models;

/// <summary><c>caption model list</c>: what a registry holds, and who did what to it.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var registry = new Argument<string>("REGISTRY") { Description = "A registry." };
        var ledger = new Option<bool>("--ledger") { Description = "Who promoted what, when and why, instead." };
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var options = new TrustOptions();
        var command = new Command("list", "Lists versions with digest, aliases, size and licences; tabs between.")
        {
            registry,
            ledger,
            json,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var surroundings = ModelSurroundings.Create();
                var reference = ModelSurroundings.Reference(parsed.GetValue(registry)!);
                var entries = await new ModelLedger(surroundings, reference).ReadAsync(cancellationToken);
                if (parsed.GetValue(ledger) && !parsed.GetValue(json))
                    return WriteLedger(entries);
                using var opened = surroundings.Registries.Open(reference).OrThrow();
                var policy = options.Policy(parsed);
                var isAnyTaken = policy.Trusted is null; // a look at what is there needs no key, and says so
                var listed = await ReadAsync(
                    opened,
                    policy with
                    {
                        AllowsUnsigned = policy.AllowsUnsigned || isAnyTaken,
                    },
                    cancellationToken
                );
                if (parsed.GetValue(json))
                {
                    var told = parsed.GetValue(ledger) ? entries.Select(LedgerLine.Of).ToList() : null;
                    var document = listed with { Ledger = told };
                    Console.WriteLine(JsonSerializer.Serialize(document, InspectionJson.Stored.ModelListDocument));
                    return ExitCode.Done;
                }

                foreach (var version in listed.Versions)
                    Console.WriteLine(version.ToLine());
                return ExitCode.Done;
            }
        );
        return command.WithExamples("caption model list s3://models/my-captioner", "caption model list registry/my-captioner --ledger");
    }

    private static async Task<ModelListDocument> ReadAsync(
        IModelRegistry registry,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var aliases = new List<AliasEntry>();
        var keys = new AliasKeys(null, policy.Trusted, policy.AllowsUnsigned, policy.CacheFolder);
        var book = new AliasBook(registry, keys, ModelSurroundings.Clock, "");
        foreach (var name in AliasNames.All)
        {
            var read = await book.ReadAsync(name, cancellationToken);
            if (read.TryGet(out var entry, out var failure))
                aliases.Add(entry);
            else if (failure.Rule != "not_found")
                throw PackageStop.Of(failure);
        }

        var versions = new List<ListedVersion>();
        foreach (var tag in (await registry.ListTagsAsync(cancellationToken)).OrThrow())
        {
            var (package, contract) = (await PackageReader.ReadAsync(registry, tag, cancellationToken)).OrThrow();
            var names = aliases.Where(alias => alias.Digest == package.Digest).Select(alias => alias.Alias).ToList();
            versions.Add(new ListedVersion(tag, contract.Name, contract.Version, package.Digest, package.Bytes, names, contract.Licenses));
        }

        var order = versions
            .OrderBy(one => NuGet.Versioning.NuGetVersion.TryParse(one.Version, out var version) ? version : null)
            .ToList();
        return new ModelListDocument(registry.Address, order, aliases, null);
    }

    private static int WriteLedger(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries)
        {
            var at = entry.At.ToString("u", CultureInfo.InvariantCulture);
            var model = entry.Models is [var one, ..] ? $"{one.Name}\t{one.Version}\t{one.Digest}" : "\t\t";
            Console.WriteLine($"{at}\t{entry.Kind}\t{model}\t{SingleLine.Escape(entry.Actor)}\t{SingleLine.Escape(entry.Why ?? "")}");
        }

        return ExitCode.Done;
    }
}
