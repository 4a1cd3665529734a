namespace Serverless.Settings;

/// <summary>What a batch run is told by its job rather than by its command line.</summary>
/// <param name="ShardIndex">Share of this worker, from 0; null where the platform says, or there is one share.</param>
/// <param name="ShardCount">Number of shares; null where the platform says.</param>
/// <param name="Run">Names the run; null for the platform's name of it, or a new one.</param>
/// <param name="PricesFile">Prices; null for those that come with the program.</param>
/// <param name="PricedAs">Name of the price; null for the platform that is recognised.</param>
public sealed record ArchiveSettings(int? ShardIndex, int? ShardCount, string? Run, string? PricesFile, string? PricedAs)
{
    /// <summary>Index.</summary>
    public static readonly SettingDefinition ShardIndexSetting = new(
        "CAPTION_SHARD_INDEX",
        "the job's own: CLOUD_RUN_TASK_INDEX, AWS_BATCH_JOB_ARRAY_INDEX or JOB_COMPLETION_INDEX",
        "0 to 99999, below the count",
        "Share of `caption archive` that this worker does."
    );

    /// <summary>Count.</summary>
    public static readonly SettingDefinition ShardCountSetting = new(
        "CAPTION_SHARD_COUNT",
        "the job's own: CLOUD_RUN_TASK_COUNT or AWS_BATCH_JOB_ARRAY_SIZE",
        "1 to 100000",
        "Number of shares. An index without a count stops the start. In an Azure Container Apps job, which gives no index, workers claim shares."
    );

    /// <summary>Run.</summary>
    public static readonly SettingDefinition RunSetting = new(
        "CAPTION_RUN",
        "the job's own name of the run, else a new one",
        "letters, digits, . _ -; 1 to 100",
        "Names a batch run: all its workers, and all their retries. With --force, a run that is given its name again goes on where it was."
    );

    /// <summary>Prices.</summary>
    public static readonly SettingDefinition PricesSetting = new(
        "CAPTION_PRICES",
        "the prices.json that comes with the program",
        "a file",
        "Prices that --dry-run and --max-cost count with; see docs/operations/archives.md."
    );

    /// <summary>Whose price.</summary>
    public static readonly SettingDefinition PricedAsSetting = new(
        "CAPTION_PRICED_AS",
        "the job engine that is recognised",
        "a name of the prices file",
        "Which of the prices holds for this worker."
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [ShardIndexSetting, ShardCountSetting, RunSetting, PricesSetting, PricedAsSetting];

    internal static ArchiveSettings Read(SettingsReader reader)
    {
        int? Number(SettingDefinition setting, long lowest, long highest) =>
            reader.Text(setting) is null ? null : (int)reader.Whole(setting, lowest, lowest, highest);
        var run = reader.Text(RunSetting);
        if (
            run is not null
            && (
                run.Length > 100
                || !run.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
                || run.StartsWith('.')
            )
        )
            reader.Reject($"{RunSetting.Name} is '{run}'; allowed: {RunSetting.Allowed}.");
        var prices = reader.Text(PricesSetting);
        if (prices is not null && !File.Exists(prices))
            reader.Reject($"{PricesSetting.Name} is '{prices}'; allowed: {PricesSetting.Allowed}.");
        return new ArchiveSettings(
            Number(ShardIndexSetting, 0, 99_999),
            Number(ShardCountSetting, 1, 100_000),
            run,
            prices,
            reader.Text(PricedAsSetting)
        );
    }
}
