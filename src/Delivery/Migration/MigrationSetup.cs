using Serverless.Core;
using Serverless.Delivery.Migration.Entries;
using Serverless.Ledger;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Delivery.Migration;

/// <summary>A plan with all it needs.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Context">What it needs from outside.</param>
/// <param name="Settings">The source's settings; null where they are not moved.</param>
internal sealed record PlannedMigration(MigrationPlan Plan, MigrationContext Context, IReadOnlyDictionary<string, string>? Settings);

/// <summary>Makes a migration of what the command line asks for.</summary>
/// <param name="request">What it asks for.</param>
internal sealed class MigrationSetup(MigrateRequest request) : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>The plan of a new migration, or of the one that was begun with the same words.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<PlannedMigration, DeliveryFailure>> PlanAsync(CancellationToken cancellationToken)
    {
        if (!FindPlaces(request.From, request.OutputsFrom).TryGet(out var from, out var failure))
            return failure;
        if (!FindPlaces(request.To, request.OutputsTo).TryGet(out var to, out failure))
            return failure;
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var delivery, out failure))
            return failure;
        if (!Draft(from, to).TryGet(out var draft, out failure))
            return failure;
        if (!(await NumberAsync(draft, FolderOf(delivery), cancellationToken)).TryGet(out var plan, out failure))
            return failure;
        if (!ReadSettings(from).TryGet(out var settings, out failure))
            return failure;
        return ContextOf(plan, from.Target, to.Target, delivery).TryGet(out var context, out failure)
            ? new PlannedMigration(plan, context, settings.Values)
            : failure;
    }

    /// <summary>A migration that was begun.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<PlannedMigration, DeliveryFailure>> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var delivery, out var failure))
            return failure;
        var isName = id.Length is > 0 and <= 100 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
        if (!isName || !(await new MigrationRecords(FolderOf(delivery), id).PlanAsync(cancellationToken)).TryGet(out var plan, out _))
            return DeliveryFailure.WrongUsage(
                $"There is no migration {id} in {delivery.Store.Address}; `delivery ledger` lists those there were."
            );
        return ContextOf(plan, TargetOf(plan.From, request.OutputsFrom), TargetOf(plan.To, request.OutputsTo), delivery)
            .TryGet(out var context, out failure)
            ? new PlannedMigration(plan, context, null)
            : failure;
    }

    public void Dispose() => _owned.ForEach(one => one.Dispose());

    private TargetPlaces? TargetOf(string name, string? outputs) =>
        TargetPlaces.IsName(name) ? TargetPlaces.Find(name, request.Environment, outputs).Value : null;

    private Result<Side, DeliveryFailure> FindPlaces(IReadOnlyList<string> words, string? outputs)
    {
        if (words.Count == 1 && TargetPlaces.IsName(words[0]))
            return TargetPlaces.Find(words[0], request.Environment, outputs).TryGet(out var target, out var missing)
                ? new Side([target.Pictures], target)
                : missing;
        var addresses = new List<BlobAddress>();
        foreach (var word in words)
        {
            if (!TargetPlaces.Read(word).TryGet(out var address, out var failure))
                return failure;
            addresses.Add(address);
        }

        return new Side(addresses, null);
    }

    private Result<MigrationPlan, DeliveryFailure> Draft(Side from, Side to)
    {
        var pictures = from.Pictures.Zip(to.Pictures, PairOf).ToList();
        if (
            !PairOf("results", request.ResultsFrom, request.ResultsTo, from.Target?.Results, to.Target?.Results)
                .TryGet(out var results, out var failure)
        )
            return failure;
        if (
            !PairOf("reviews", request.ReviewsFrom, request.ReviewsTo, from.Target?.Reviews, to.Target?.Reviews)
                .TryGet(out var reviews, out failure)
        )
            return failure;
        var others = new List<PlannedPair>();
        foreach (var word in request.Also)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                return DeliveryFailure.WrongUsage($"--also {word}: FROM=TO is needed.");
            if (!TargetPlaces.Read(word[..equals]).TryGet(out var one, out failure))
                return failure;
            if (!TargetPlaces.Read(word[(equals + 1)..]).TryGet(out var other, out failure))
                return failure;
            others.Add(PairOf(one, other));
        }

        return new MigrationPlan(
            "",
            from.Target?.Name ?? from.Pictures[0].Scheme,
            to.Target?.Name ?? to.Pictures[0].Scheme,
            pictures,
            results.Pair,
            reviews.Pair,
            others,
            request.HasPictures,
            TimeProvider.System.GetUtcNow()
        );
    }

    private static PlannedPair PairOf(BlobAddress from, BlobAddress to)
    {
        var pair = AddressPair.Of(from, to);
        return new PlannedPair(pair.From.ToString(), pair.To.ToString());
    }

    private static Result<OptionalPair, DeliveryFailure> PairOf(
        string what,
        string? from,
        string? to,
        BlobAddress? knownFrom,
        BlobAddress? knownTo
    )
    {
        if (from is not null && !TargetPlaces.Read(from).TryGet(out knownFrom, out var failure))
            return failure;
        if (to is not null && !TargetPlaces.Read(to).TryGet(out knownTo, out failure))
            return failure;
        if (knownFrom is null && knownTo is null)
            return new OptionalPair(null);
        return knownFrom is not null && knownTo is not null
            ? new OptionalPair(PairOf(knownFrom, knownTo))
            : DeliveryFailure.WrongUsage($"Only one side has a folder of {what}: give --{what}-from and --{what}-to.");
    }

    /// <summary>The first number whose migration is not undone: words that are given again go on with what they began.</summary>
    private static async Task<Result<MigrationPlan, DeliveryFailure>> NumberAsync(
        MigrationPlan draft,
        BlobFolder delivery,
        CancellationToken cancellationToken
    )
    {
        for (var number = 1; ; number++)
        {
            var id = FormattableString.Invariant($"{draft.Stem}-{number}");
            var records = new MigrationRecords(delivery, id);
            var known = await records.PlanAsync(cancellationToken);
            if (known.Failure is { } failure)
            {
                return failure.Reason is StoreFailureReason.NotFound
                    ? draft with
                    {
                        Id = id,
                    }
                    : DeliveryFailure.Of(failure, "the plan cannot be read");
            }

            if ((await records.StageAsync("undone", cancellationToken)).Value is not null)
                continue;
            if ((await records.StageAsync("undoing", cancellationToken)).Value is not null)
                return DeliveryFailure.WrongUsage($"{id} is being taken back: finish that first (delivery migrate --undo {id}).");
            return known.Value!.IsSameAs(draft)
                ? known.Value
                : DeliveryFailure.WrongUsage(
                    $"{id} was begun with other words (--pictures, --also): give the same, or take it back first "
                        + $"(delivery migrate --undo {id})."
                );
        }
    }

    private Result<OptionalSettings, DeliveryFailure> ReadSettings(Side from)
    {
        if (request.Settings is not { } path)
            return new OptionalSettings(from.Target?.Settings);
        return File.Exists(path)
            ? new OptionalSettings(SettingsMove.Read(File.ReadAllText(path)))
            : DeliveryFailure.WrongUsage($"--settings: {path} is not there.");
    }

    private Result<MigrationContext, DeliveryFailure> ContextOf(
        MigrationPlan plan,
        TargetPlaces? from,
        TargetPlaces? to,
        DeliveryContext delivery
    )
    {
        var toUrl = request.ToUrl ?? to?.CaptionUrl;
        if (!EntryOf(plan, from, to, toUrl).TryGet(out var entry, out var failure))
            return failure;
        if (!SmokeOf(toUrl).TryGet(out var smoke, out failure))
            return failure;
        return new MigrationContext(
            new Sides(OpenSide(from), OpenSide(to)),
            FolderOf(delivery),
            entry.Entry,
            smoke.Smoke,
            new LedgerOfMigrations(delivery.Ledger, request.Environment),
            new MigrationProgress(!Console.IsErrorRedirected),
            TimeProvider.System,
            request.Parallel
        );
    }

    private static BlobStores OpenSide(TargetPlaces? target)
    {
        // the vendors' own chains of credentials read the process's environment, whatever its stores' clients are handed
        foreach (var (name, value) in target?.Environment ?? new Dictionary<string, string>())
        {
            if (Environment.GetEnvironmentVariable(name) is null)
                Environment.SetEnvironmentVariable(name, value);
        }

        string? Variable(string name) => target?.Environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        var clock = TimeProvider.System;
        return new BlobStores(Clouds.Providers(clock, TimeSpan.FromSeconds(30), Variable), new FolderStores(clock));
    }

    private Result<OptionalEntry, DeliveryFailure> EntryOf(MigrationPlan plan, TargetPlaces? from, TargetPlaces? to, string? toUrl)
    {
        if (request.EntryCommand is { } command)
            return new OptionalEntry(new CommandEntry(command, plan.From, plan.To));
        var control = Documents.TextOf(TargetPlaces.LocalTarget(request.Environment, "entry"), "controlUrl");
        var isLocal = request.Entry == "local" || (request.Entry is null && control is not null && from is not null && to is not null);
        if (!isLocal)
            return new OptionalEntry(new NoEntry(Named(plan.From, from?.CaptionUrl), Named(plan.To, toUrl)));
        if (control is null)
            return DeliveryFailure.WrongUsage("No local entry serves: start it (local-targets serve entry), or say --entry none.");
        var entry = new LocalEntry(new Uri(control), plan.To, toUrl);
        _owned.Add(entry);
        return new OptionalEntry(entry);
    }

    private Result<OptionalSmoke, DeliveryFailure> SmokeOf(string? url)
    {
        if (url is null || request.UndoId is not null)
            return new OptionalSmoke(null);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return DeliveryFailure.WrongUsage($"--to-url: {url} is no http or https address.");
        var path = request.SmokePicture ?? Path.Combine("samples", "bar-chart.png");
        if (!File.Exists(path))
            return DeliveryFailure.WrongUsage($"--smoke-picture: {path} is not there.");
        var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        _owned.Add(client);
        var key = Environment.GetEnvironmentVariable("CAPTION_SMOKE_KEY");
        return new OptionalSmoke(new TargetSmoke(client, address, File.ReadAllBytes(path), key));
    }

    private static BlobFolder FolderOf(DeliveryContext delivery) =>
        new(delivery.Store.Address, delivery.Store.Store, delivery.Store.Key(""));

    private static string Named(string name, string? url) => url is null ? name : $"{name} ({url})";

    /// <summary>One side of the command line.</summary>
    private sealed record Side(IReadOnlyList<BlobAddress> Pictures, TargetPlaces? Target);

    private sealed record OptionalPair(PlannedPair? Pair);

    private sealed record OptionalSettings(IReadOnlyDictionary<string, string>? Values);

    private sealed record OptionalEntry(IEntry Entry);

    private sealed record OptionalSmoke(ITargetSmoke? Smoke);
}
