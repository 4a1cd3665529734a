using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Serverless.Storage.Files;

namespace Serverless.Storage.Tests;

/// <summary>Names that come to lead elsewhere while a call runs, and names that lead to no file at all.</summary>
public sealed partial class MovedNamesTests : IDisposable
{
    private const int Rounds = 20_000;

    private readonly string _root = Directory.CreateTempSubdirectory("moved-").FullName;
    private readonly FileBlobStore _store;

    public MovedNamesTests()
    {
        foreach (var folder in (string[])["in/d", "out"])
            Directory.CreateDirectory(Path.Combine(_root, folder));
        File.WriteAllText(At("in/d/x.txt"), "mine");
        File.WriteAllText(At("out/x.txt"), "secret");
        _store = new FileBlobStore(At("in"), TimeProvider.System);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("in/d", "out")]
    [InlineData("in/d/x.txt", "out/x.txt")]
    public async Task A_link_put_in_between_look_and_opening_is_not_followed(string name, string target)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "exchanges names by renameat2");
        File.CreateSymbolicLink(At("link"), At(target));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var exchanging = Task.Run(
            () =>
            {
                while (!over.IsCancellationRequested)
                    Exchange(At(name), At("link"));
            },
            Now
        );
        var reasons = new HashSet<StoreFailureReason>();
        for (var i = 0; i < Rounds; i++)
        {
            var read = await _store.ReadBytesAsync("d/x.txt", BlobSelection.All, Now);
            if (read.TryGet(out var blob, out var failure))
                Assert.Equal("mine", Encoding.UTF8.GetString(blob.Bytes));
            else
                reasons.Add(failure.Reason);
        }

        await over.CancelAsync();
        await exchanging;
        Assert.Equal([StoreFailureReason.Collision], reasons); // both were met, so names did move meanwhile
    }

    [Fact]
    public async Task A_write_ends_in_the_folder_it_began_in()
    {
        var content = new BlobContent(
            () =>
            {
                Bend();
                return new MemoryStream("new"u8.ToArray());
            },
            3,
            "application/vnd.test",
            BlobProperties.NoMetadata
        );
        var written = await _store.WriteAsync("d/x.txt", content, WriteCondition.None, Now);
        Assert.Null(written.Failure);
        Assert.Equal(("new", "secret"), (File.ReadAllText(At("moved/x.txt")), File.ReadAllText(At("out/x.txt"))));
        Assert.Single(Directory.GetFiles(At("out")));
    }

    [Fact]
    public async Task A_creation_ends_in_the_folder_it_began_in()
    {
        var content = new BlobContent(
            () =>
            {
                Bend();
                return new MemoryStream("new"u8.ToArray());
            },
            3,
            "text/plain",
            BlobProperties.NoMetadata
        );
        Assert.Null((await _store.WriteAsync("d/new.txt", content, WriteCondition.Absent, Now)).Failure);
        Assert.True(File.Exists(At("moved/new.txt")));
        Assert.Single(Directory.GetFiles(At("out")));
    }

    [Fact]
    public async Task A_deletion_that_waits_for_its_turn_deletes_nothing_elsewhere()
    {
        Task<StoreFailure?> deleting;
        using (new FileStream(At("in/" + FileNames.ReservedPrefix + "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            deleting = _store.DeleteAsync("d/x.txt", null, Now);
            Bend();
        }

        Assert.Null(await deleting);
        Assert.True(File.Exists(At("out/x.txt")));
        Assert.False(File.Exists(At("moved/x.txt")));
    }

    [Fact]
    public async Task Folders_are_made_where_they_belong_and_never_through_a_link()
    {
        Directory.CreateSymbolicLink(At("in/out"), At("out"));
        Assert.Equal(
            StoreFailureReason.Collision,
            (await _store.WriteAsync("out/deep/er/x.txt", Content(), WriteCondition.None, Now)).Failure?.Reason
        );
        Assert.Single(Directory.GetFileSystemEntries(At("out")));
        Assert.Null((await _store.WriteAsync("made/deep/er/x.txt", Content(), WriteCondition.None, Now)).Failure);
        Assert.Null(await _store.DeleteAsync("made/deep/er/x.txt", null, Now));
        Assert.False(Directory.Exists(At("in/made"))); // tidied away again
    }

    [Fact]
    public async Task What_is_no_file_is_neither_waited_for_nor_read_nor_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such names");
        Assert.Equal(0, MakePipe(At("in/d/pipe"), 0x1A4));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("in/d/socket")));
        foreach (var key in (string[])["d/pipe", "d/socket"])
        {
            var read = await Task.Run(() => _store.ReadBytesAsync(key, BlobSelection.All, Now), Now)
                .WaitAsync(TimeSpan.FromSeconds(30), Now);
            Assert.Equal(StoreFailureReason.Collision, read.Failure?.Reason);
            Assert.Equal(StoreFailureReason.Collision, (await _store.FindAsync(key, Now)).Failure?.Reason);
            Assert.Equal(
                StoreFailureReason.Collision,
                (await _store.WriteAsync(key, Content(), WriteCondition.None, Now)).Failure?.Reason
            );
            Assert.Equal(StoreFailureReason.Collision, (await _store.DeleteAsync(key, null, Now))?.Reason);
            Assert.True(File.Exists(At("in/" + key)));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("zero")]
    public async Task A_device_is_no_file(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at /dev");
        var devices = new FileBlobStore("/dev", TimeProvider.System);
        Assert.Equal(
            StoreFailureReason.Collision,
            (await devices.ReadBytesAsync(name, new BlobSelection(MaxBytes: 1_000), Now)).Failure?.Reason
        );
    }

    [Theory]
    [InlineData("d/x.txt")]
    [InlineData("d/closed/x.txt")]
    public async Task What_may_not_be_read_is_told_from_what_is_not_there(string key)
    {
        Assert.SkipWhen(Environment.UserName == "root", "rights do not bind this user");
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(At("in/d/closed"));
        File.WriteAllText(At("in/d/closed/x.txt"), "x");
        File.SetUnixFileMode(At("in/d/x.txt"), UnixFileMode.None);
        File.SetUnixFileMode(At("in/d/closed"), UnixFileMode.None);
        Assert.Equal(StoreFailureReason.AccessDenied, (await _store.ReadAsync(key, BlobSelection.All, Now)).Failure?.Reason);
        File.SetUnixFileMode(At("in/d/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static BlobContent Content() => BlobContent.Of("x"u8.ToArray(), "text/plain");

    private string At(string name) => Path.Combine(_root, name);

    /// <summary>The folder d is moved away, and a link of its name leads out.</summary>
    private void Bend()
    {
        Directory.Move(At("in/d"), At("moved"));
        Directory.CreateSymbolicLink(At("in/d"), At("out"));
    }

    private static void Exchange(string one, string other) => _ = Rename(-100, one, -100, other, 2); // AT_FDCWD, RENAME_EXCHANGE

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int from, string one, int to, string other, uint flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
