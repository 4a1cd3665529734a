namespace Serverless.Settings;

/// <summary>Settings of a batch run from its job rather than from its command line.</summary>
/// <param name="ShardIndex">Share of this worker, from 0; null where the platform says, or there is one share.</param>
/// <param name="ShardCount">Number of shares; null where the platform says.</param>
/// <param name="Run">Names the run; null for the platform's name of it, or a new one.</param>
/// <param name="PricesFile">Prices; null for those that come with the program.</param>
/// <param name="PricedAs">Name of the price; null for the platform that is recognised.</param>
public sealed record ArchiveSettings(int? ShardIndex, int? ShardCount, string? Run, string? PricesFile, string? PricedAs)
{
    internal static ArchiveSettings Read(SettingsReader reader)
    {
        int? Number(string setting, int lowest, int highest) =>
            reader.Text(setting) is null ? null : reader.ReadInt32(setting, lowest, lowest, highest);
        var run = reader.Text(SettingNames.Run);
        if (
            run is not null
            && (
                run.Length > 100
                || !run.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
                || run.StartsWith('.')
            )
        )
            reader.RejectValue(SettingNames.Run, run);
        var prices = reader.Text(SettingNames.Prices);
        if (prices is not null && !File.Exists(prices))
            reader.RejectValue(SettingNames.Prices, prices);
        return new ArchiveSettings(
            Number(SettingNames.ShardIndex, 0, 99_999),
            Number(SettingNames.ShardCount, 1, 100_000),
            run,
            prices,
            reader.Text(SettingNames.PricedAs)
        );
    }
}
