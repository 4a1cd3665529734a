using System.Globalization;

namespace Serverless.Monitoring.Storing;

/// <summary>Names of what is stored: <c>traffic/START/INSTANCE-NUMBER.json</c>, START in UTC, so that names sort by time.</summary>
internal static class TrafficKeys
{
    /// <summary>The folder of windows.</summary>
    public const string Folder = "traffic/";

    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Windows begin at whole multiples of their length since 1970, the same for every instance.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset time, int seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.DivRem(time.ToUnixTimeSeconds(), seconds).Quotient * seconds);

    public static string FolderOf(DateTimeOffset start) => Folder + start.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture) + "/";

    /// <summary>The start in a name; null where it is none of ours.</summary>
    /// <param name="name">The key below the folder of traffic.</param>
    public static DateTimeOffset? StartIn(string name)
    {
        var parts = name.Split('/');
        return
            parts is ["traffic", var start, var file]
            && file.EndsWith(".json", StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(
                start,
                Format,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
            ? time
            : null;
    }
}
