using System.Diagnostics;
using System.Text.Json;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Clouds;
using Serverless.Ledger;

namespace Serverless.Benchmarks.Delivery;

/// <summary>A change, the mistake that is made with it, and where.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Change">code, model, settings, region or rollback.</param>
/// <param name="Target">The target.</param>
/// <param name="Mistake">The mistake's id; "" for none.</param>
internal sealed record StudyCase(int Seed, string Change, string Target, string Mistake);

/// <summary>What became of a change in one arm.</summary>
/// <param name="Arm">0, 1 or 2.</param>
/// <param name="Case">The change.</param>
/// <param name="Gate">What caught the mistake; "" for nothing.</param>
/// <param name="BadRequests">Requests of callers that were answered wrongly in the deploy and the hour after.</param>
/// <param name="ReachesProduction">Whether the mistake is there when all is done.</param>
/// <param name="Waits">Time that the machine waited and watched.</param>
/// <param name="Works">Time that this program took.</param>
internal sealed record StudyOutcome(
    int Arm,
    StudyCase Case,
    string Gate,
    double BadRequests,
    bool ReachesProduction,
    TimeSpan Waits,
    TimeSpan Works
);

/// <summary>Carries out a change with its mistake, in one arm, step by step on a target.</summary>
/// <param name="data">The study's data.</param>
/// <param name="arm">0, 1 or 2.</param>
/// <param name="one">The change.</param>
internal sealed class StudyRun(StudyData data, int arm, StudyCase one)
{
    private const string Old = "1.0.0",
        Good = "1.1.0",
        Next = "1.2.0",
        Never = "0.9.0";

    private const double Faulty = 1.0 / 12;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1),
        HandCheck = TimeSpan.FromMinutes(2);

    public async Task<StudyOutcome> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        using var world = new StudyWorld(one.Target, data.Runbooks.HoldsUnready[one.Target]);
        await PrepareAsync(world);
        var (start, before) = (world.Clock.GetUtcNow(), world.Prod.BadRequests);
        var (gate, isWrong) = arm == 2 ? await PipelineAsync(world) : await ByHandAsync(world);
        var waits = world.Clock.GetUtcNow() - start;
        world.Elapse(Hour);
        return new StudyOutcome(arm, one, gate, world.Prod.BadRequests - before, isWrong || world.Prod.IsHurt, waits, watch.Elapsed);
    }

    /// <summary>Two good versions served, the later one serves; the next one is built, with its fault if the mistake hides one.</summary>
    private async Task PrepareAsync(StudyWorld world)
    {
        await world.PublishAsync(Never);
        foreach (var version in (string[])[Old, Good])
        {
            await world.PublishAsync(version);
            if (await world.PromoteAsync(version) is { } failure)
                throw new InvalidOperationException(failure.Detail);
        }

        var hidden = one.Mistake is "skipped_test" or "wrong_order" ? new PackageBehavior(ErrorShare: Faulty) : null;
        await world.PublishAsync(Next, hidden, one.Change == "model" || one.Mistake == "stale_model" ? "newer weights" : "weights");
    }

    /// <summary>Arms 0 and 1: the runbook's commands, typed; what happens is what the platform does with them.</summary>
    private async Task<(string Gate, bool IsWrong)> ByHandAsync(StudyWorld world)
    {
        var place = one.Mistake == "wrong_region" ? world.TargetOf("another region") : world.Prod;
        if (one.Mistake == "forgotten_target")
            return ("", true);
        if (one.Mistake == "drifted_setting")
            world.Prod.Drift();
        if (one.Mistake == "missing_permission")
            world.Prod.HasRights = false;
        var version =
            one.Mistake != "wrong_version" ? Next
            : one.Seed % 2 == 0 ? Never
            : Old;
        var settings = new Dictionary<string, string>(world.Settings);
        if (one.Mistake == "missing_variable")
            settings["CAPTION_AUTH"] = "keys";
        if (one.Mistake == "secret_in_log")
            settings["CAPTION_URL_PROXY"] = "http://me:hunter2@proxy:3128";
        var package = world.Releases[one.Mistake == "stale_model" ? Good : version].PackageOf(one.Target)!;
        var sha256 = package.Sha256;
        if (one.Mistake == "stale_model")
            world.Packages[sha256] = new PackageBehavior(Model: world.Releases[Good].Models[0]);
        if (one.Mistake == "wrong_architecture")
            world.Packages[sha256 = StudyTarget.DigestOf("arm64")] = new PackageBehavior(Starts: false);
        var spec = new RevisionSpec("by-hand", version, package.File, sha256, null, settings);

        await place.CreateAsync(spec, CancellationToken.None);
        var live = (await place.StateAsync(CancellationToken.None)).Value!.Live;
        if (one.Mistake == "half_done" && live is not null)
        {
            await place.ShiftAsync(new Dictionary<string, int> { [live.Id] = 50, [spec.Id] = 50 }, CancellationToken.None);
            return ("", true);
        }

        if (await place.ShiftAsync(new Dictionary<string, int> { [spec.Id] = 100 }, CancellationToken.None) is not null)
            return ("platform: readiness", false);
        world.Elapse(HandCheck);
        var answer = await place.SendAsync(spec.Id, SmokeTest.Picture(0), CancellationToken.None);
        if (answer.Value is { Status: 200 })
            return ("", one.Mistake.Length > 0);
        if (live is not null)
            await place.ShiftAsync(new Dictionary<string, int> { [live.Id] = 100 }, CancellationToken.None);
        return ("by hand: one caption", false);
    }

    /// <summary>Arm 2: the product's own program, each verb as the pipeline calls it.</summary>
    private async Task<(string Gate, bool IsWrong)> PipelineAsync(StudyWorld world)
    {
        switch (one.Mistake)
        {
            case "wrong_region":
                return OutputsOf(world) is { } wrong ? (StudyGates.Of(wrong.Detail), false) : ("", true);
            case "missing_variable":
                if (SettingsOf(world, "CAPTION_AUTH=keys\n") is { } incomplete)
                    return (StudyGates.Of(incomplete.Detail), false);
                // the check lets it pass: the file of keys may be a secret that the stack gives
                world.Settings = new Dictionary<string, string> { ["CAPTION_AUTH"] = "keys" };
                break;
            case "secret_in_log":
                return SettingsOf(world, "CAPTION_URL_PROXY=http://me:hunter2@proxy:3128\n") is { } secret
                    ? (StudyGates.Of(secret.Detail), false)
                    : ("", true);
            case "wrong_version":
                var refused = await world.RollBackAsync(one.Seed % 2 == 0 ? Never : Old);
                return refused is not null ? ("rollback: served here before", false) : ("", true);
            case "skipped_test":
                return Ended(await world.DeployAsync(Next, "dev"));
            case "wrong_order":
                await world.RecordAsync(EntryKind.Tested, Next, "pass");
                return Ended(await world.DeployAsync(Next, "prod"));
            case "forgotten_target":
                await world.RecordAsync(EntryKind.Tested, Next, "pass");
                if (await world.DeployAsync(Next, "dev") is { } early)
                    return Ended(early);
                return Ended(await world.DeployAsync(Next, "prod")); // pre-production was left out on this target
            case "stale_model" when one.Seed % 2 == 0:
                await world.RecordAsync(EntryKind.Tested, Next, "pass");
                // built with the earlier model: its captions are not the golden ones
                await world.RecordAsync(EntryKind.Golden, Next, "fail");
                return Ended(await world.DeployAsync(Next, "dev"));
        }

        var sha256 = world.Releases[Next].PackageOf(one.Target)!.Sha256;
        if (one.Mistake == "stale_model")
            world.Packages[sha256] = new PackageBehavior(Model: world.Releases[Good].Models[0]); // the platform runs an old copy
        if (one.Mistake == "wrong_architecture")
            world.Packages[sha256] = new PackageBehavior(Starts: false);
        if (one.Mistake == "missing_permission")
            return await PromoteAndLoseRightsAsync(world);
        if (one.Mistake == "drifted_setting")
            world.Prod.Drift();
        if (one.Mistake == "half_done")
            return await InterruptAsync(world);
        return Ended(await world.PromoteAsync(Next));
    }

    private async Task<(string Gate, bool IsWrong)> PromoteAndLoseRightsAsync(StudyWorld world)
    {
        // the change of rights reaches production with the version: earlier environments have their own identities
        await world.RecordAsync(EntryKind.Tested, Next, "pass");
        foreach (var environment in (string[])["dev", "preprod", "preprod", "preprod"])
        {
            if (await world.DeployAsync(Next, environment) is { } early)
                return Ended(early);
        }

        world.Prod.HasRights = false;
        var ended = Ended(await world.DeployAsync(Next, "prod"));
        if (ended.Gate.Length > 0)
            world.Prod.HasRights = true; // the stack's earlier state comes back with the version
        return ended;
    }

    private async Task<(string Gate, bool IsWrong)> InterruptAsync(StudyWorld world)
    {
        await world.RecordAsync(EntryKind.Tested, Next, "pass");
        foreach (var environment in (string[])["dev", "preprod", "preprod", "preprod"])
        {
            if (await world.DeployAsync(Next, environment) is { } early)
                return Ended(early);
        }

        world.Prod.CountFromHere();
        world.Prod.KilledAt = 2 + one.Seed % 12;
        try
        {
            await world.DeployAsync(Next, "prod");
        }
        catch (InterruptedException)
        {
            world.Prod.KilledAt = 0;
            world.Elapse(TimeSpan.FromMinutes(20)); // its lease ends
            await world.DeployAsync(Next, "prod");
        }

        return world.Prod.Serving is Next or Good ? ("recovery by the next verb", false) : ("", true);
    }

    private (string Gate, bool IsWrong) Ended(DeliveryFailure? failure) =>
        failure is null ? ("", one.Mistake.Length > 0) : (StudyGates.Of(failure.Detail), false);

    /// <summary>Half of the slips name another environment's stack, half another region's of the same environment.</summary>
    private DeliveryFailure? OutputsOf(StudyWorld world)
    {
        var path = Path.Combine(world.Folder, "outputs.json");
        var deployment = new
        {
            cloud = one.Target,
            environment = one.Seed % 2 == 0 ? "preprod" : "prod",
            region = "another",
        };
        File.WriteAllText(path, JsonSerializer.Serialize(new { deployment = new { value = deployment } }));
        return TerraformOutputs.Read(path, "prod", one.Target).Failure;
    }

    private DeliveryFailure? SettingsOf(StudyWorld world, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(world.Folder, "environments")).FullName;
        File.WriteAllText(Path.Combine(folder, $"prod.{one.Target}.env"), text);
        return RolloutSettings.Read(folder, "prod", one.Target).Failure;
    }
}
