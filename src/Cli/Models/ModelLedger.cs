using Serverless.Ledger;
using Serverless.Packages.Contract;
using Serverless.Packages.Registries;
using Serverless.Storage;
using ModelEntry = Serverless.Ledger.ModelReference;

namespace Serverless.Cli.Models;

/// <summary>
/// Writes what happens to packages into the ledger: that of CAPTION_DELIVERY_STORE, else one in the registry itself where that is a folder
/// or a store.
/// </summary>
/// <param name="surroundings">This machine.</param>
/// <param name="registry">The registry; null where a package on disk is worked on.</param>
internal sealed class ModelLedger(ModelSurroundings surroundings, Packages.ModelReference? registry)
{
    private const string Subject = "model";

    /// <summary>A package as the ledger names it.</summary>
    public static ModelEntry Of(CaptionContract contract, string digest) => new(contract.Name, contract.Version, digest);

    /// <summary>Adds an entry.</summary>
    /// <param name="kind">One of <see cref="EntryKind"/>.</param>
    /// <param name="model">The package.</param>
    /// <param name="why">Why, or which alias.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The command's exit code: what was done is done, but one that should be recorded and is not is told.</returns>
    public async Task<int> RecordAsync(string kind, ModelEntry model, string? why, CancellationToken cancellationToken)
    {
        if (Folder() is not { } folder)
        {
            await Console.Error.WriteLineAsync("not recorded: there is no ledger; CAPTION_DELIVERY_STORE names one.");
            return ExitCode.Done;
        }

        var ledger = await OpenAsync(folder, cancellationToken);
        var entry = new LedgerEntry
        {
            Kind = kind,
            Subject = Subject,
            Version = model.Version,
            Commit = Commit.OfWorkingFolder(),
            Models = [model],
            Why = why,
        };
        if (await ledger.AppendAsync(entry, cancellationToken) is not { } failure)
            return ExitCode.Done;
        await Console.Error.WriteLineAsync($"done, and not recorded: {failure.Detail}");
        return failure.Code;
    }

    /// <summary>The entries about models, oldest first; none where there is no ledger.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        if (Folder() is not { } folder)
            return [];
        var ledger = await OpenAsync(folder, cancellationToken);
        return [.. ledger.Entries.Where(entry => entry.Subject == Subject)];
    }

    private static async Task<DeliveryLedger> OpenAsync(BlobFolder folder, CancellationToken cancellationToken)
    {
        var keys = DeliveryKeys.Read(Environment.GetEnvironmentVariable).OrThrow();
        var author = LedgerAuthor.Of(Environment.GetEnvironmentVariable, ModelSurroundings.Clock);
        return (await DeliveryLedger.OpenAsync(new DeliveryStore(folder), keys, author, cancellationToken)).OrThrow();
    }

    private BlobFolder? Folder()
    {
        if (ModelSurroundings.Variable(DeliveryStore.Setting) is { } address)
            return surroundings.OpenFolder(AddressArguments.ParseFolders([address])[0]);
        return registry is not null && ModelRegistries.FolderOf(registry) is { } folder ? surroundings.OpenFolder(folder) : null;
    }
}
