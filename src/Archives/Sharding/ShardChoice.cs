using System.Globalization;
using Serverless.Core;
using Serverless.Settings;

namespace Serverless.Archives.Sharding;

/// <summary>Which share a worker does.</summary>
/// <param name="Shard">The share; null where workers claim shares.</param>
/// <param name="Count">Number of shares.</param>
/// <param name="IsJob">Whether a job engine gave the share: refusals then stand in the results and do not fail the worker.</param>
/// <param name="Run">The engine's own name of the run; null where it gives none.</param>
/// <param name="Engine">The engine, as prices name it.</param>
public sealed record ShardChoice(Shard? Shard, int Count, bool IsJob, string? Run, string Engine)
{
    /// <summary>Decides: the command line, then settings, then what the platform gives.</summary>
    /// <param name="option">The option's text; null where it is not given.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <returns>The choice, or what is wrong.</returns>
    public static Result<ShardChoice, string> Decide(string? option, ArchiveSettings settings, Func<string, string?> environment)
    {
        var engine = JobEngine.Recognise(environment);
        if (option is not null)
        {
            return Sharding.Shard.Parse(option) is { } asked
                ? new ShardChoice(asked, asked.Count, false, engine.Run, engine.Name)
                : $"--shard is '{option}'; allowed: I/N with I from 0, below N, and N at most 100000.";
        }

        int? given = null,
            count = settings.ShardCount;
        foreach (var (variable, kind) in ((string?, string)[])[(engine.Index, "index"), (engine.Count, "count")])
        {
            if (variable is null || environment(variable) is not { Length: > 0 } text)
                continue;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return $"{variable} is '{text}', which is no number.";
            if (kind == "index")
                given = number;
            else
                count ??= number;
        }

        if ((settings.ShardIndex ?? given) is not { } index)
        {
            if (count is null or 1)
                return new ShardChoice(Sharding.Shard.Whole, 1, engine.Name != JobEngine.None, engine.Run, engine.Name);
            return engine.Claims
                ? new ShardChoice(null, count.Value, true, engine.Run, engine.Name)
                : $"{SettingNames.ShardCount} is {count}, and nothing says which share is this worker's: "
                    + $"set {SettingNames.ShardIndex}.";
        }

        if (count is null)
            return $"This is worker {index} of an unknown number: set {SettingNames.ShardCount} to the number of shares.";
        return index < count
            ? new ShardChoice(new Shard(index, count.Value), count.Value, true, engine.Run, engine.Name)
            : $"Worker {index} is none of {count}: indexes count from 0.";
    }
}
