using Serverless.Core.Service;

namespace Serverless.Settings;

/// <summary>How many pictures are in work, and how many of them in one run of the models: the two have to fit.</summary>
internal static class BatchReader
{
    private const int Single = 2,
        MaxConcurrency = 256,
        BatchesInWork = 4;

    /// <summary>Reads both.</summary>
    /// <param name="reader">Takes the errors.</param>
    /// <param name="host">What the platform fixes.</param>
    public static (BatchSettings Batching, int Concurrency) Read(SettingsReader reader, HostProfile host)
    {
        var size = reader.ReadInt32(SettingNames.Batch, host.BatchSize, 1, 64);
        var delay = TimeSpan.FromMilliseconds(reader.ReadInt32(SettingNames.BatchDelay, 20, 0, 10_000));
        // While some batches run, others are decoded.
        var concurrency = reader.ReadInt32(SettingNames.Concurrency, size == 1 ? Single : BatchesInWork * size, 1, MaxConcurrency);
        if (size > concurrency && reader.Text(SettingNames.Batch) is { } asked)
            reader.Reject(
                $"{SettingNames.Batch} is {asked} and {SettingNames.Concurrency} {concurrency}: "
                    + "no more pictures run together than are in work."
            );
        return (new BatchSettings(Math.Min(size, concurrency), delay), concurrency);
    }
}
