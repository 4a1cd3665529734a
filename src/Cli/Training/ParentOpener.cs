using Serverless.Cli.Models;
using Serverless.Core.Pipeline;
using Serverless.Packages.Loading;
using Serverless.Trainer;

namespace Serverless.Cli.Training;

/// <summary>The package that training starts from.</summary>
internal static class ParentOpener
{
    /// <param name="surroundings">This machine.</param>
    /// <param name="parent">A package or a reference; null for the models of the settings, which came with the program.</param>
    /// <param name="policy">What is taken. A package on the own disk is taken unsigned unless keys are named, as for --model.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoppedException">The package is not taken.</exception>
    public static async Task<ParentModel> OpenAsync(
        ModelSurroundings surroundings,
        string? parent,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var embedded = surroundings.Settings.Models;
        if (parent is null)
        {
            using var models = LoadedModels.Load(embedded, surroundings.Settings.Runtime);
            var card = Path.Combine(Path.GetDirectoryName(embedded.Captioner.TrimEnd('/'))!, "README.md");
            return ParentModel.Of(embedded, models.Judge, File.Exists(card) ? card : null);
        }

        var isLocal = ModelOpener.IsFile(ModelSurroundings.Reference(parent));
        var taken = policy with { AllowsUnsigned = policy.AllowsUnsigned || (isLocal && policy.Trusted is null) };
        return ParentModel.Of((await new ModelOpener(surroundings).OpenAsync(parent, taken, cancellationToken)).OrThrow(), embedded);
    }
}
