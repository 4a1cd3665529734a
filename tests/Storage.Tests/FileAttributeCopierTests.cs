using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Serverless.Storage.Files;

namespace Serverless.Storage.Tests;

/// <summary>What belongs to a file stays with its name when it is replaced.</summary>
public sealed partial class FileAttributeCopierTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("belongings-").FullName;

    private string Path1 => Path.Combine(_root, "a.bin");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replaced_file_keeps_owner_group_mode_and_extended_attributes(bool isStrict)
    {
        if (!OperatingSystem.IsLinux())
            return; // read with Linux's own calls
        File.WriteAllText(Path1, "old");
        File.SetUnixFileMode(Path1, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute);
        var hasAttributes = Set(Path1, "user.note", Encoding.UTF8.GetBytes("hello"), 5, 0) == 0;
        // u::rw- u:42:r-- g::--x m::r-x o::---
        byte[] list =
        [
            2,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            255,
            255,
            255,
            255,
            2,
            0,
            4,
            0,
            42,
            0,
            0,
            0,
            4,
            0,
            1,
            0,
            255,
            255,
            255,
            255,
            16,
            0,
            5,
            0,
            255,
            255,
            255,
            255,
            32,
            0,
            0,
            0,
            255,
            255,
            255,
            255,
        ];
        var hasLists = Set(Path1, "system.posix_acl_access", list, (nuint)list.Length, 0) == 0;
        var isRoot = Own(Path1, 1_234, 2_345) == 0;
        var before = Told();
        await ReplaceAsync(isStrict);
        Assert.Equal("new", File.ReadAllText(Path1));
        Assert.Equal(before, Told());
        if (isRoot)
            Assert.StartsWith("1234:2345", before, StringComparison.Ordinal);
        var value = new byte[256];
        if (hasAttributes)
            Assert.Equal("hello", Encoding.UTF8.GetString(value, 0, (int)Get(Path1, "user.note", value, 256)));
        if (hasLists)
            Assert.Equal(list, value[..(int)Get(Path1, "system.posix_acl_access", value, 256)]);
    }

    [Fact]
    public async Task A_file_of_several_names_is_refused_where_it_must_stay_who_it_is()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.WriteAllText(Path1, "old");
        using (var link = Process.Start("ln", [Path1, Path.Combine(_root, "b.bin")]))
            await link.WaitForExitAsync(Now);
        var refused = await WriteAsync(isStrict: true);
        Assert.Equal(StoreFailureReason.AccessDenied, refused?.Reason);
        Assert.Contains("2 names (hard links)", refused!.Detail, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(Path1));
        Assert.DoesNotContain(
            Directory.GetFiles(_root),
            file =>
                Path.GetFileName(file).StartsWith(FileNames.ReservedPrefix, StringComparison.Ordinal)
                && !file.EndsWith("lock", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_time_of_change_is_the_writers_when_it_gives_one()
    {
        File.WriteAllText(Path1, "old");
        var then = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var store = new FileBlobStore(_root, TimeProvider.System);
        var written = await store.WriteAsync(
            "a.bin",
            BlobContent.Of("newer"u8.ToArray(), MediaTypes.Unknown) with
            {
                ModifiedAt = then,
            },
            WriteCondition.None,
            Now
        );
        Assert.Equal((then, then.UtcDateTime), (written.Value!.ModifiedAt, File.GetLastWriteTimeUtc(Path1)));
        Assert.Equal(written.Value.Version, (await store.FindAsync("a.bin", Now)).Value!.Version);
    }

    private async Task ReplaceAsync(bool isStrict) => Assert.Null(await WriteAsync(isStrict));

    private async Task<StoreFailure?> WriteAsync(bool isStrict) =>
        (
            await new FileBlobStore(_root, TimeProvider.System).WriteAsync(
                "a.bin",
                BlobContent.Of("new"u8.ToArray(), MediaTypes.Unknown) with
                {
                    PreservesFileAttributes = isStrict,
                },
                WriteCondition.None,
                Now
            )
        ).Failure;

    private string Told()
    {
        using var told = Process.Start(new ProcessStartInfo("stat", ["-c", "%u:%g %a", Path1]) { RedirectStandardOutput = true })!;
        return told.StandardOutput.ReadToEnd();
    }

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string path, string name, byte[] value, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, byte[] value, nint length);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Own(string path, int owner, int group);
}
