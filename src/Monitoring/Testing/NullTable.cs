using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Serverless.Monitoring.Testing;

/// <summary>
/// Null distributions of a reference's statistics by size of the window, each made at first use. Sizes go in steps of a half; the
/// smaller one is taken, whose distances are the larger ones. The same seed gives the same. Safe for use by several threads.
/// </summary>
/// <param name="seed">Of the draws.</param>
internal sealed class NullTable(int seed)
{
    private const double Step = 1.5,
        Smoothing = 0.5;

    private readonly ConcurrentDictionary<(string, long, long), Lazy<NullDistribution>> _made = new();

    /// <param name="statistic">Its name.</param>
    /// <param name="groups">Its counts.</param>
    public NullDistribution Of(string statistic, Groups groups)
    {
        var (reference, window) = ((long)groups.ReferenceTotal, BucketOf((long)groups.WindowTotal));
        return _made
            .GetOrAdd(
                (statistic, reference, window),
                key => new Lazy<NullDistribution>(() =>
                {
                    var total = reference + (Smoothing * groups.Reference.Length);
                    var shares = groups.Reference.Select(count => (count + Smoothing) / total).ToList();
                    return new NullDistribution(shares, reference, window, new Random(SeedOf(key)));
                })
            )
            .Value;
    }

    /// <summary>The largest size of the steps that is not above a size.</summary>
    internal static long BucketOf(long size)
    {
        double bucket = 1;
        while (Math.Ceiling(bucket * Step) <= size)
            bucket = Math.Ceiling(bucket * Step);
        return (long)bucket;
    }

    private int SeedOf((string Statistic, long Reference, long Window) key)
    {
        var name = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.Statistic.AsSpan()));
        return unchecked((int)(name ^ (ulong)(seed * 7_919L) ^ (ulong)(key.Window * 31 + key.Reference)));
    }
}
