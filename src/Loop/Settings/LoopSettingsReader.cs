using System.Text.Json;
using Serverless.Core;
using Serverless.Loop.Parts;
using Serverless.Loop.Triggers;
using Serverless.Packages.Contract;
using Serverless.Settings;

namespace Serverless.Loop.Settings;

/// <summary>Reads <c>loop.json</c> whole: every fault is told in one message, an unknown name is one.</summary>
public static class LoopSettingsReader
{
    private const double Day = 86_400;

    /// <summary>Reads one.</summary>
    /// <param name="bytes">The file; null where there is none and the environment says everything.</param>
    /// <param name="folder">The folder that paths in it are relative to; null where it is in a store.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <returns>The settings, or every fault, one a line.</returns>
    public static Result<LoopSettings, string> Read(byte[]? bytes, string? folder, Func<string, string?> environment)
    {
        using var document = Parse(bytes ?? "{}"u8.ToArray(), out var broken);
        if (document is null)
            return $"{LoopSettings.FileName}: {broken}";
        var faults = new List<string>();
        var all = new LoopSection("", document.RootElement, faults);
        var (triggers, trial, monitor) = (all.Section("triggers"), all.Section("trial"), all.Section("monitor"));
        var rollout = trial.Section("rollout");
        var settings = new LoopSettings
        {
            Registry = Place(all.Text("registry"), folder) ?? Variable(environment, SettingNames.ModelFrom) ?? "",
            State = Place(all.Text("state"), folder) ?? Variable(environment, SettingNames.ModelState),
            Reviews = Place(all.Text("reviews"), folder) ?? Variable(environment, SettingNames.ReviewsTo),
            Traffic = Place(all.Text("traffic"), folder) ?? Variable(environment, SettingNames.TrafficTo),
            Data = [.. all.Texts("data").Select(one => Place(one, folder)!)],
            Parent = Place(all.Text("parent"), folder),
            WatchEvery = Seconds(all.Number("watchSeconds", 300, 1, Day)),
            Triggers = ReadTriggers(triggers),
            Windows = ReadWindows(monitor),
            Rollout = ReadRollout(rollout),
            TrialWait = Seconds(trial.Number("waitSeconds", 0, 0, Day)),
            TrialMax = Seconds(trial.Number("maxSeconds", 7 * Day, 1, 365 * Day)),
            TrialPoll = Seconds(trial.Number("pollSeconds", 5, 0.1, 3_600)),
        };
        foreach (var section in (LoopSection[])[all, triggers, trial, monitor, rollout])
            section.RefuseOthers();
        if (settings.Registry.Length == 0)
            faults.Add($"registry: the registry that the hosts follow is not named, neither here nor by {SettingNames.ModelFrom}");
        if (settings.Reviews is null && settings.Data.Count == 0)
            faults.Add($"reviews: there is nothing to learn from: name reviews ({SettingNames.ReviewsTo}) or data");
        return faults.Count == 0
            ? settings
            : string.Join(Environment.NewLine, faults.Order(StringComparer.Ordinal).Select(fault => $"{LoopSettings.FileName}: {fault}"));
    }

    private static TriggerSettings ReadTriggers(LoopSection triggers) =>
        new()
        {
            Every = triggers.Has("everySeconds") ? Seconds(triggers.Number("everySeconds", Day, 1, 10 * 365 * Day)) : null,
            MinReviews = (int)triggers.Number("minReviews", 100, 0, 1_000_000),
            MinAccuracy = triggers.Has("minAccuracy") ? triggers.Number("minAccuracy", 0, 0, 1) : null,
            MinAgreement = triggers.Has("minAgreement") ? triggers.Number("minAgreement", 0, 0, 1) : null,
            OnDrift = triggers.Flag("onDrift", true),
            CoolDown = Seconds(triggers.Number("coolDownSeconds", Day, 0, 365 * Day)),
        };

    private static TrafficWindows ReadWindows(LoopSection monitor) =>
        new(
            Seconds(monitor.Number("spanSeconds", 2 * Day, 60, 3_650 * Day)),
            monitor.Has("windowSeconds") ? (int)monitor.Number("windowSeconds", 3_600, 1, 31 * Day) : null,
            (int)monitor.Number("minCaptions", 100, 20, 1_000_000),
            (int)monitor.Number("minReviews", 50, 1, 1_000_000)
        );

    /// <summary>Never without a trial: <c>immediate</c> is no choice here.</summary>
    private static RolloutPolicy ReadRollout(LoopSection rollout)
    {
        var usual = new RolloutPolicy();
        return new RolloutPolicy
        {
            Share = rollout.Number("share", usual.Share, 0.0001, 1),
            WindowSeconds = (int)rollout.Number("windowSeconds", usual.WindowSeconds, 1, Day),
            Windows = (int)rollout.Number("windows", usual.Windows, 1, 1_000),
            MinRequests = (int)rollout.Number("minRequests", usual.MinRequests, 1, 1_000_000),
            MaxErrorPercent = rollout.Number("maxErrorPercent", usual.MaxErrorPercent, 0, 100),
            MaxLatencyRatio = rollout.Number("maxLatencyRatio", usual.MaxLatencyRatio, 1, 1_000),
            MaxRefusedPoints = rollout.Number("maxRefusedPoints", usual.MaxRefusedPoints, 0, 100),
            MaxQualityDrop = rollout.Number("maxQualityDrop", usual.MaxQualityDrop, 0, 1),
            PatchesByThemselves = rollout.Flag("patchesByThemselves", usual.PatchesByThemselves),
        };
    }

    private static JsonDocument? Parse(byte[] bytes, out string? broken)
    {
        broken = null;
        try
        {
            var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            broken = "it is no object";
        }
        catch (JsonException error)
        {
            broken = "it cannot be read: " + error.Message.ReplaceLineEndings(" ");
        }

        return null;
    }

    /// <summary>A path is meant from the file's folder; addresses and references stand as they are.</summary>
    private static string? Place(string? text, string? folder) =>
        text is null || folder is null || text.Contains("://", StringComparison.Ordinal) || Path.IsPathRooted(text)
            ? text
            : Path.Combine(folder, text);

    private static string? Variable(Func<string, string?> environment, string name) =>
        environment(name) is { Length: > 0 } text ? text : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
