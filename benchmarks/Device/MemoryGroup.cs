using System.Globalization;

namespace Serverless.Benchmarks.Device;

/// <summary>A control group with a limit on memory, below that of this process; it goes when it is disposed.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private readonly string _folder;
    private readonly bool _isUnified;

    private MemoryGroup(string folder, bool isUnified) => (_folder, _isUnified) = (folder, isUnified);

    /// <summary>Where a process writes its id to be in it.</summary>
    public string Processes => Path.Combine(_folder, "cgroup.procs");

    /// <summary>The most memory it ever took, in MiB.</summary>
    public double PeakMiB =>
        double.Parse(
            File.ReadAllText(Path.Combine(_folder, _isUnified ? "memory.peak" : "memory.max_usage_in_bytes")),
            CultureInfo.InvariantCulture
        ) / (1 << 20);

    /// <param name="limitMiB">The limit.</param>
    /// <returns>Null where this machine lets none be made.</returns>
    public static MemoryGroup? Create(int limitMiB)
    {
        foreach (var line in File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)))
        {
            var isUnified = line[1].Length == 0;
            if (!isUnified && !line[1].Split(',').Contains("memory"))
                continue;
            var mount = isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
            var folder = $"{mount}/{line[2].Trim('/')}/caption-device-{Environment.ProcessId}";
            var limit = Path.Combine(folder, isUnified ? "memory.max" : "memory.limit_in_bytes");
            try
            {
                Directory.CreateDirectory(folder);
                if (File.Exists(limit))
                {
                    File.WriteAllText(limit, (limitMiB * (1L << 20)).ToString(CultureInfo.InvariantCulture));
                    return new MemoryGroup(folder, isUnified);
                }

                Directory.Delete(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // another line may have one that can be written
            }
        }

        return null;
    }

    public void Dispose() => Directory.Delete(_folder);
}
