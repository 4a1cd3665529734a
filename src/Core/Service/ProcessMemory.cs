using System.Globalization;

namespace Serverless.Core.Service;

/// <summary>
/// The memory that this process may take in all: the machine's, or less where a control group says so (systemd's <c>MemoryMax</c>, the
/// limit of a container). The garbage collector's own figure is of its heap alone (three quarters of such a limit, or
/// <c>DOTNET_GCHeapHardLimit</c>), and models lie outside of that heap.
/// </summary>
public static class ProcessMemory
{
    /// <summary>The limit in bytes; read anew each time.</summary>
    public static long LimitBytes() => FindLimit("/") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <param name="root">The folder that holds <c>proc</c> and <c>sys</c>.</param>
    /// <returns>Null where the system does not say.</returns>
    internal static long? FindLimit(string root)
    {
        try
        {
            var limits = new List<long>();
            var total = Lines(root, "proc/meminfo").FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
            if (Number(total?["MemTotal:".Length..].Replace("kB", "", StringComparison.Ordinal)) is { } kibibytes)
                limits.Add(kibibytes << 10);
            foreach (var line in Lines(root, "proc/self/cgroup"))
                limits.AddRange(LimitsOf(root, line.Split(':', 3)));
            return limits.Count > 0 ? limits.Min() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Of one line of <c>/proc/self/cgroup</c> (cgroups(7)): the group's limit, and those of all groups above it.</summary>
    private static IEnumerable<long> LimitsOf(string root, string[] line)
    {
        if (line is not [var hierarchy, var controllers, var path])
            yield break;
        var isUnified = hierarchy == "0" && controllers.Length == 0;
        if (!isUnified && !controllers.Split(',').Contains("memory"))
            yield break;
        var (mount, file) = isUnified ? ("sys/fs/cgroup", "memory.max") : ("sys/fs/cgroup/memory", "memory.limit_in_bytes");
        for (string? group = path.Trim('/'); group is not null; group = group.Length > 0 ? Path.GetDirectoryName(group) : null)
        {
            if (Number(Lines(root, Path.Combine(mount, group, file)).FirstOrDefault()) is { } limit and > 0)
                yield return limit; // "max" is no number; version 1 writes a huge one, which is above the machine's
        }
    }

    private static string[] Lines(string root, string path) =>
        Path.Combine(root, path) is var file && File.Exists(file) ? File.ReadAllLines(file) : [];

    private static long? Number(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
