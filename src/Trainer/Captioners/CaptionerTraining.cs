using System.Text.Json;
using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Contract;
using Serverless.Packages.Packing;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Captioners;

/// <summary>
/// A captioner from an outside trainer: a snapshot goes in, a model folder in the Hugging Face layout and <c>figures.json</c> come out. It
/// is packed, and taken only if it passes what every package must.
/// </summary>
/// <param name="machine">What is at hand.</param>
public sealed class CaptionerTraining(TrainingMachine machine)
{
    private const string Figures = "figures.json";

    /// <summary>Trains.</summary>
    /// <param name="folder">The recipe's folder.</param>
    /// <param name="snapshot">The snapshot's file.</param>
    /// <param name="output">The candidate: a folder, or a file that ends with <c>.tar</c>. It must not be there yet.</param>
    /// <param name="commit">The commit of the recipe; null where it is not known.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    public async Task<Result<PackedModel, PackageFailure>> RunAsync(
        string folder,
        string snapshot,
        string output,
        string? commit,
        CancellationToken cancellationToken
    )
    {
        if (Path.Exists(output))
            return PackageFailure.WrongUsage("exists", "It is there already; a package is written once.", output);
        if (!Recipe.Read(folder).TryGet(out var recipe, out var failure))
            return failure;
        if (!SnapshotFile.Read(snapshot).TryGet(out var data, out failure))
            return failure;
        var work = Directory.CreateTempSubdirectory("caption-recipe-").FullName;
        try
        {
            if ((failure = await new RecipeRun(recipe, folder).RunAsync(snapshot, work, cancellationToken)) is not null)
                return failure;
            var made = Path.Combine(work, "out");
            if (FindWrongFigures(made) is { } wrong)
                return wrong;
            var name = recipe.Name ?? Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));
            return await PackAsync(made, name, recipe.Version, new PackageLineage(commit, data.Digest), output, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<Result<PackedModel, PackageFailure>> PackAsync(
        string made,
        string name,
        string version,
        PackageLineage lineage,
        string output,
        CancellationToken cancellationToken
    )
    {
        // its figures are its evidence, and travel under the name that every package has for that
        File.Move(Path.Combine(made, Figures), Path.Combine(made, PackageFiles.Evaluation), overwrite: true);
        var path = Path.Combine(made, PackageFiles.Contract);
        var authored = new CaptionContract { Name = name, Version = version };
        if (
            File.Exists(path)
            && !CaptionContract.Parse(await File.ReadAllBytesAsync(path, cancellationToken)).TryGet(out authored, out var damaged)
        )
            return damaged;
        var contract = authored with { Name = name, Version = version, Lineage = lineage };
        await File.WriteAllBytesAsync(path, contract.ToBytes(), cancellationToken);
        var request = new PackRequest(made) { Commit = lineage.Code };
        var packed = await new PackagePacker(machine.Clock, machine.Trial).PackAsync(request, output, cancellationToken);
        if (packed.Failure is not null)
            return packed;
        if (await CandidateCheck.FindFaultAsync(machine, output, cancellationToken) is not { } failure)
            return packed;
        CandidateCheck.Remove(output);
        return failure;
    }

    /// <summary>A trainer that does not say how good its candidate is has no candidate.</summary>
    private static PackageFailure? FindWrongFigures(string made)
    {
        var path = Path.Combine(made, Figures);
        if (!File.Exists(path))
            return PackageFailure.Refused("recipe_figures", "It wrote no figures.json.", Figures);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var isObject = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().Any();
            return isObject ? null : PackageFailure.Refused("recipe_figures", "figures.json is no object with figures.", Figures);
        }
        catch (JsonException damaged)
        {
            var why = damaged.Message.ReplaceLineEndings(" ");
            return PackageFailure.Refused(
                "recipe_figures",
                $"figures.json cannot be read (NaN and the like are no numbers): {why}",
                Figures
            );
        }
    }
}
