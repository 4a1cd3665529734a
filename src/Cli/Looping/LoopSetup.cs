using Serverless.Cli.Models;
using Serverless.Cli.Training;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Ledger.Leases;
using Serverless.Loop;
using Serverless.Loop.Parts;
using Serverless.Loop.Registry;
using Serverless.Loop.Runs;
using Serverless.Packages;
using Serverless.Packages.Registries;
using Serverless.Settings;
using Serverless.Settings.Decoding;
using Serverless.Storage;
using Serverless.Trainer;
using Serverless.Trainer.Data;

namespace Serverless.Cli.Looping;

/// <summary>Puts the loop together from this machine's parts.</summary>
/// <param name="place">Where it is, and what it shall do.</param>
/// <param name="writer">The opened registry with its keys.</param>
/// <param name="tell">Takes progress lines.</param>
internal sealed class LoopSetup(LoopPlace place, AliasWriter writer, Action<string> tell)
{
    private static TimeProvider Clock => ModelSurroundings.Clock;

    private CaptionSettings Settings => writer.Surroundings.Settings;

    /// <param name="work">Where runs keep what they measure; null for the cache.</param>
    /// <exception cref="StoppedException">A folder or a key cannot be opened.</exception>
    public RetrainingLoop Create(string? work)
    {
        var registryFolder = ModelRegistries.FolderOf(writer.Reference) is { } address ? writer.Surroundings.OpenFolder(address) : null;
        var state = place.Settings.State is { } named ? Folder(named) : registryFolder;
        if (state is null)
        {
            const string NoState = "Hosts of an OCI registry share what they decide in CAPTION_MODEL_STATE: name it (state in loop.json).";
            throw PackageStop.Of(PackageFailure.WrongUsage("state", NoState));
        }

        var registry = new CandidateRegistry(
            writer.Registry,
            writer.Book,
            state,
            new RegistryTrust(writer.Surroundings.Loader, writer.Policy, writer.Signing),
            Clock
        );
        var author = LedgerAuthor.Of(Environment.GetEnvironmentVariable, Clock);
        var own = new DeliveryStore(place.Folder);
        var reviews = place.Settings.Reviews is { } kept ? Folder(kept) : null;
        return new RetrainingLoop(
            new LoopParts
            {
                Settings = place.Settings,
                Journal = new LoopJournal(own),
                Ledger = new RunLedger(
                    new DeliveryStore(LedgerFolder(registryFolder)),
                    new DeliveryKeys(writer.Signing, writer.Policy.Trusted, writer.Policy.Trusted is not null),
                    author
                ),
                Lease = new LeaseOptions(
                    own,
                    author.Actor,
                    LeaseOptions.ThisProcess(),
                    TimeSpan.Zero,
                    Clock,
                    Task.Delay,
                    LeaseOptions.IsGoneHere
                ),
                Registry = registry,
                Data = new StoredData(reviews, place.Settings.Data, () => new DatasetSource(ImageDecoders.Start(Settings)), Clock),
                Training = Training(),
                Traffic = place.Settings.Traffic is { } traffic
                    ? new ChampionTraffic(Folder(traffic), reviews, registry, Settings.Models, place.Settings.Windows, Clock)
                    : null,
                WorkFolder = Path.GetFullPath(work ?? Path.Combine(writer.Policy.CacheFolder, "loop")),
                Tell = tell,
                Pause = Task.Delay,
            }
        );
    }

    private QualityStep Training()
    {
        var machine = new TrainingMachine(
            ImageDecoders.Start(Settings),
            Settings.Runtime,
            Clock,
            ModelSurroundings.Trial,
            ModelSurroundings.Policy([], allowsUnsigned: true) // a candidate is signed once it passed
        );
        return new QualityStep(new QualityTraining(machine), OpenParentAsync, place.Settings.Rollout, Commit.OfWorkingFolder(), tell);
    }

    private async Task<Result<ParentModel, DeliveryFailure>> OpenParentAsync(TrainingOrder? order, CancellationToken cancellationToken) =>
        order?.Parent is { } champion
            ? ParentModel.Of(champion, Settings.Models)
            : await ParentOpener.OpenAsync(writer.Surroundings, place.Settings.Parent, writer.Policy, cancellationToken);

    private BlobFolder LedgerFolder(BlobFolder? registryFolder) =>
        ModelSurroundings.Variable(DeliveryStore.Setting) is { } address ? Folder(address) : registryFolder ?? place.Folder;

    private BlobFolder Folder(string word) => writer.Surroundings.OpenFolder(AddressArguments.ParseFolders([word])[0]);
}
