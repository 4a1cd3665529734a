using System.Diagnostics;
using System.Text.Json;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>Arm 2: the product's own program, each verb a process of its own, as the pipeline calls it.</summary>
/// <param name="world">The workplace.</param>
/// <param name="mistake">The mistake's id.</param>
internal sealed class RealPipeline(RealWorld world, string mistake) : RealRun(world, 2, mistake)
{
    private const string Somebody = "by-somebody",
        NextRevision = "v1-2-0-",
        Recovered = "recovery by the next verb";

    private string? _champion;

    protected override string ModelOf => World.ModelOf(RealWorld.Next);

    protected override bool IsNew(string revision) => revision.StartsWith(NextRevision, StringComparison.Ordinal);

    /// <summary>Two good versions served production, the later one serves; the next one went through dev and pre-production.</summary>
    /// <returns>Seconds that the last part took.</returns>
    public static async Task<double> BringAsync(RealWorld world)
    {
        string[] versions =
        [
            RealWorld.Never,
            RealWorld.Old,
            RealWorld.Good,
            RealWorld.Next,
            RealWorld.Untested,
            RealWorld.Untried,
            RealWorld.Arm64,
        ];
        foreach (var version in versions)
        {
            await DoAsync(world, "publish", "--version", version, "--packages", world.Packages.FolderOf(version), "--commit", "abc1234");
            if (version != RealWorld.Untested)
                await DoAsync(world, "record", "tested", "--version", version, "--verdict", "pass", "--evidence", world.Evidence);
        }

        foreach (var environment in (string[])["dev", "preprod", "prod"])
            await world.OpenAsync(environment);
        foreach (var version in (string[])[RealWorld.Old, RealWorld.Good])
            await DoAsync(world, [.. Deploy(version, "prod"), "--policy", "deploy/first.json"]);
        var watch = Stopwatch.StartNew();
        foreach (var environment in (string[])["dev", "preprod"])
            await DoAsync(world, Deploy(RealWorld.Next, environment));
        return watch.Elapsed.TotalSeconds;
    }

    protected override async Task PrepareAsync()
    {
        _champion = (await StateAsync(Prod)).Live?.Id;
        if (Mistake == "drifted_setting")
        {
            var changed = World.Settings;
            changed["CAPTION_MAX_BODY_BYTES"] = "5000000";
            await ServeAsync(Prod, await World.SpecAsync(Somebody, RealWorld.Good, RealWorld.Good, changed));
        }
    }

    protected override async Task<string> MakeAsync()
    {
        switch (Mistake)
        {
            case "wrong_region":
                var deployment = new
                {
                    cloud = "kubernetes",
                    environment = "preprod",
                    region = "another",
                };
                var outputs = JsonSerializer.Serialize(new { deployment = new { value = deployment } });
                await File.WriteAllTextAsync(World.PathOf("outputs.json"), outputs);
                return await SayAsync([.. Deploy(RealWorld.Next, "prod"), "--outputs", "outputs.json"]);
            case "missing_permission":
                World.AllowStore(isAllowed: false);
                break;
            case "stale_model":
                Set("CAPTION_MODEL=" + World.PathOf("packages/model-of-" + RealWorld.Good));
                break;
            case "missing_variable":
                Set("CAPTION_AUTH=keys");
                break;
            case "secret_in_log":
                Set($"CAPTION_URL_PROXY=http://me:{Secret}@proxy:3128");
                break;
            case "wrong_architecture":
                return await SayAsync(Deploy(RealWorld.Arm64, "dev"));
            case "skipped_test":
                return await SayAsync(Deploy(RealWorld.Untested, "dev"));
            case "wrong_order":
                return await SayAsync(Deploy(RealWorld.Untried, "prod"));
            case "forgotten_target":
                await World.OpenAsync("prod", "onprem"); // so that this ends it too: the verb would start it
                return await SayAsync(Deploy(RealWorld.Next, "prod", "onprem"));
            case "wrong_version":
                return await SayAsync([.. RollBack, "--to", RealWorld.Never]);
            case "half_done":
                return await InterruptAsync();
        }

        var said = await SayAsync(Deploy(RealWorld.Next, "prod"));
        if (said.Length > 0)
            World.AllowStore(isAllowed: true); // the stack's earlier state comes back with the version
        return said;
    }

    protected override string GateOf(string said) =>
        said.Length == 0 ? ""
        : said == Recovered ? said
        : StudyGates.Of(said);

    protected override async Task RestoreAsync()
    {
        World.AllowStore(isAllowed: true);
        File.Delete(World.SettingsFile("prod.kubernetes.env"));
        if (Mistake == "drifted_setting")
        {
            await ShiftAsync(Prod, _champion!);
            await Prod.RemoveAsync(Somebody, keep: false, CancellationToken.None);
        }

        if ((await StateAsync(Prod)).Live?.Version != RealWorld.Good)
            await DoAsync(World, [.. RollBack, "--to", RealWorld.Good]);
    }

    private static string[] RollBack =>
        ["rollback", "--target", "kubernetes", "--environment", "prod", "--reason", "complaints", "--policy", "deploy/policy.json"];

    private static string[] Deploy(string version, string environment, string target = "kubernetes") =>
        ["deploy", "--version", version, "--target", target, "--environment", environment];

    /// <summary>Killed as soon as a part of the traffic has moved, then the same verb again.</summary>
    private async Task<string> InterruptAsync()
    {
        using (var process = World.Start(Deploy(RealWorld.Next, "prod")))
        {
            while (!(await StateAsync(Prod)).Revisions.Any(one => IsNew(one.Id) && one.Weight is > 0 and < 100))
            {
                if (process.HasExited)
                    throw new InvalidOperationException("it ended before it was killed: " + await process.StandardError.ReadToEndAsync());
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        var said = await SayAsync(Deploy(RealWorld.Next, "prod"));
        return said.Length > 0 ? said : Recovered;
    }

    private void Set(string setting) => File.WriteAllText(World.SettingsFile("prod.kubernetes.env"), setting + "\n");

    private async Task<string> SayAsync(string[] arguments)
    {
        var (code, error) = await World.DeliverAsync(arguments);
        return code == 0 ? "" : error;
    }

    private static async Task DoAsync(RealWorld world, params string[] arguments)
    {
        if (await world.DeliverAsync(arguments) is { ExitCode: not 0 } failed)
            throw new InvalidOperationException($"{string.Join(' ', arguments)}: {failed.Error}");
    }
}
