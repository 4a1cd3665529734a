using System.Diagnostics;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Local;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>Makes one mistake in one arm over real hosts, under callers, and puts the workplace back.</summary>
/// <param name="world">The workplace.</param>
/// <param name="arm">0, 1 or 2.</param>
/// <param name="mistake">The mistake's id.</param>
internal abstract class RealRun(RealWorld world, int arm, string mistake)
{
    /// <summary>How long callers call on when the deploy has ended, at least; and until each picture had its turn.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(3);

    /// <summary>A password.</summary>
    protected const string Secret = "hunter2";

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(1);

    protected RealWorld World => world;

    protected string Mistake => mistake;

    protected LocalTarget Prod { get; private set; } = null!;

    public async Task<RealOutcome> RunAsync()
    {
        Prod = await world.OpenAsync("prod");
        var url = (await StateAsync(Prod)).Url!;
        await PrepareAsync();
        await using var callers = new RealCallers(url, world.Store);
        await Task.Delay(Before);
        var (sent, watch) = (callers.Answers.Count, Stopwatch.StartNew());
        var said = await MakeAsync();
        var (seconds, ended) = (watch.Elapsed.TotalSeconds, callers.Answers.Count);
        await Task.Delay(After);
        while (callers.Answers.Count < ended + RealCallers.Round)
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        var isThere = await IsThereAsync(callers.Answers.Skip(ended).Count(IsBad));
        var places = mistake == "secret_in_log" ? FilesWith(Secret).ToList() : [];
        await callers.EndAsync();
        var all = callers.Answers.Skip(sent).ToList();
        await RestoreAsync();
        var gate = GateOf(said);
        return new RealOutcome(
            arm,
            mistake,
            gate,
            isThere && (gate.Length == 0 || !IsSaidOnly),
            all.Count,
            all.Count(IsBad),
            seconds,
            said.Replace(world.PathOf(""), "", StringComparison.Ordinal),
            places
        );
    }

    /// <summary>Mistakes that are done for when somebody says them: nothing was changed by then.</summary>
    private bool IsSaidOnly => mistake is "forgotten_target" or "drifted_setting";

    /// <summary>The digest that captions of the new revision must carry.</summary>
    protected abstract string ModelOf { get; }

    protected abstract bool IsNew(string revision);

    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Deploys, with the mistake.</summary>
    /// <returns>What was said; "" for nothing.</returns>
    protected abstract Task<string> MakeAsync();

    protected abstract string GateOf(string said);

    protected abstract Task RestoreAsync();

    /// <summary>Whether the target shows the mistake, by what runs and by what callers got.</summary>
    private async Task<bool> IsThereAsync(int badAfter)
    {
        var state = await StateAsync(Prod);
        return mistake switch
        {
            "wrong_region" => (await StateAsync(await world.OpenAsync("preprod"))).Live?.Id == "by-hand",
            "missing_variable" or "wrong_architecture" => state.Live is null || IsNew(state.Live.Id),
            "half_done" => state.Live is null,
            "forgotten_target" => true,
            "secret_in_log" => FilesWith(Secret).Any(),
            "wrong_version" => state.Live?.Version == RealWorld.Never,
            "drifted_setting" => true,
            _ => badAfter > 0,
        };
    }

    protected static async Task<TargetState> StateAsync(LocalTarget target) =>
        (await target.StateAsync(CancellationToken.None)).Value ?? throw new InvalidOperationException("the local target does not answer");

    /// <summary>Waits until a revision has started or failed.</summary>
    protected static async Task SettleAsync(LocalTarget target, string id)
    {
        while ((await StateAsync(target)).Find(id) is { Status: RevisionStatus.Starting })
            await Task.Delay(TimeSpan.FromMilliseconds(200));
    }

    /// <summary>A revision that gets all traffic, by the control API.</summary>
    protected static async Task ServeAsync(LocalTarget target, RevisionSpec spec)
    {
        await target.CreateAsync(spec, CancellationToken.None);
        await SettleAsync(target, spec.Id);
        await ShiftAsync(target, spec.Id);
    }

    protected static async Task ShiftAsync(LocalTarget target, string id)
    {
        if (await target.ShiftAsync(new Dictionary<string, int> { [id] = 100 }, CancellationToken.None) is { } failure)
            throw new InvalidOperationException(failure.Detail);
    }

    private bool IsBad(RealAnswer answer) =>
        answer.Status != 200 || !answer.HasWords || (IsNew(answer.Revision) && answer.Model != ModelOf);

    /// <summary>The files of the local targets, below their folder, that hold a text: states and logs.</summary>
    private IEnumerable<string> FilesWith(string text) =>
        Directory
            .EnumerateFiles(world.StateFolder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) == "state.json" || Path.GetExtension(file) == ".log")
            .Where(file => ReadShared(file).Contains(text, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(world.StateFolder, file))
            .Order(StringComparer.Ordinal);

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
