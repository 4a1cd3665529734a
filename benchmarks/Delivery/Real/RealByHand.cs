using Serverless.Delivery.Rollouts;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>Arms 0 and 1: the runbook's commands as the platform takes them, by its control API.</summary>
/// <param name="world">The workplace.</param>
/// <param name="arm">0 or 1.</param>
/// <param name="mistake">The mistake's id.</param>
internal sealed class RealByHand(RealWorld world, int arm, string mistake) : RealRun(world, arm, mistake)
{
    private const string Champion = "good",
        Name = "by-hand",
        Somebody = "by-somebody",
        Readiness = "platform: readiness",
        OneCaption = "by hand: one caption";

    private string Version =>
        Mistake switch
        {
            "skipped_test" or "wrong_order" => RealWorld.Untested,
            "wrong_version" => RealWorld.Never,
            "wrong_architecture" => RealWorld.Arm64,
            _ => RealWorld.Next,
        };

    protected override string ModelOf => World.ModelOf(Version);

    protected override bool IsNew(string revision) => revision == Name;

    protected override async Task PrepareAsync()
    {
        if ((await StateAsync(Prod)).Live?.Id != Champion)
            await ServeAsync(Prod, await World.SpecAsync(Champion, RealWorld.Good, RealWorld.Good, World.Settings));
        if (Mistake == "forgotten_target")
        {
            var other = await World.OpenAsync("prod", "onprem");
            await ServeAsync(other, await World.SpecAsync(Champion, RealWorld.Good, RealWorld.Good, World.Settings));
        }

        if (Mistake == "drifted_setting")
        {
            var changed = World.Settings;
            changed["CAPTION_MAX_BODY_BYTES"] = "5000000";
            await ServeAsync(Prod, await World.SpecAsync(Somebody, RealWorld.Good, RealWorld.Good, changed));
        }

        if (Mistake == "wrong_region")
            await World.OpenAsync("preprod");
    }

    protected override async Task<string> MakeAsync()
    {
        if (Mistake == "missing_permission")
            World.AllowStore(isAllowed: false);
        var target = Mistake == "wrong_region" ? await World.OpenAsync("preprod") : Prod;
        var settings = World.Settings;
        if (Mistake == "missing_variable")
            settings["CAPTION_AUTH"] = "keys";
        if (Mistake == "secret_in_log")
            settings["CAPTION_URL_PROXY"] = $"http://me:{Secret}@proxy:3128";
        var packageOf = Mistake == "stale_model" ? RealWorld.Good : Version;
        var spec = await World.SpecAsync(Name, Version, packageOf, settings);
        await target.CreateAsync(spec, CancellationToken.None);
        await SettleAsync(target, Name);
        var before = (await StateAsync(target)).Live?.Id;
        if (Mistake == "half_done")
        {
            await target.ShiftAsync(new Dictionary<string, int> { [Champion] = 50, [Name] = 50 }, CancellationToken.None);
            return "";
        }

        if (await target.ShiftAsync(new Dictionary<string, int> { [Name] = 100 }, CancellationToken.None) is not null)
            return Readiness;
        var answer = await target.SendAsync(Name, SmokeTest.Picture(0), CancellationToken.None);
        if (answer.Value is { Status: 200 })
            return "";
        if (before is not null)
            await ShiftAsync(target, before);
        return OneCaption;
    }

    protected override string GateOf(string said) => said;

    protected override async Task RestoreAsync()
    {
        World.AllowStore(isAllowed: true);
        await ShiftAsync(Prod, Champion);
        foreach (var id in (string[])[Name, Somebody])
            await Prod.RemoveAsync(id, keep: false, CancellationToken.None);
        await World.StopAsync("preprod");
        await World.StopAsync("prod", "onprem");
    }
}
