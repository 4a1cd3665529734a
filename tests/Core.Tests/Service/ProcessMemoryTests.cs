using Serverless.Core.Service;

namespace Serverless.Core.Tests.Service;

public sealed class ProcessMemoryTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("memory-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_a_limit_it_is_the_machines() => Assert.Equal(2_000 * MiB, Limit("0::/user.slice\n"));

    [Fact]
    public void A_unit_with_a_limit_has_that()
    {
        Write("sys/fs/cgroup/system.slice/captions.service/memory.max", $"{512 * MiB}\n");
        Assert.Equal(512 * MiB, Limit("0::/system.slice/captions.service\n"));
    }

    [Fact]
    public void A_group_above_limits_too_and_max_is_no_limit()
    {
        Write("sys/fs/cgroup/system.slice/captions.service/memory.max", "max\n");
        Write("sys/fs/cgroup/system.slice/memory.max", $"{256 * MiB}\n");
        Assert.Equal(256 * MiB, Limit("0::/system.slice/captions.service\n"));
    }

    [Fact]
    public void In_a_container_the_group_is_the_root_of_what_it_sees()
    {
        Write("sys/fs/cgroup/memory.max", $"{384 * MiB}\n");
        Assert.Equal(384 * MiB, Limit("0::/\n"));
    }

    [Fact]
    public void Version_1_keeps_it_under_the_controller_whose_own_word_for_none_is_a_huge_number()
    {
        Write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", $"{300 * MiB}\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", $"{long.MaxValue - 4095}\n");
        Assert.Equal(300 * MiB, Limit("4:memory:/docker/abc\n3:cpuset:/\n0::/\n"));
        Assert.Equal(2_000 * MiB, Limit("4:memory:/elsewhere\n"));
    }

    [Fact]
    public void A_limit_above_the_machines_memory_is_none()
    {
        Write("sys/fs/cgroup/memory.max", $"{64_000 * MiB}\n");
        Assert.Equal(2_000 * MiB, Limit("0::/\n"));
    }

    [Fact]
    public void A_system_that_does_not_say_leaves_it_open() => Assert.Null(ProcessMemory.FindLimit(_root));

    [Fact]
    public void This_process_has_some() => Assert.InRange(ProcessMemory.LimitBytes(), 64 * MiB, long.MaxValue);

    private long? Limit(string groups)
    {
        Write("proc/meminfo", $"MemTotal:       {2_000 * 1024} kB\nMemFree: 1 kB\n");
        Write("proc/self/cgroup", groups);
        return ProcessMemory.FindLimit(_root);
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
