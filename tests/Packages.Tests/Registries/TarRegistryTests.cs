using System.Formats.Tar;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Tests.Registries;

public sealed class TarRegistryTests : IDisposable
{
    private const string Blob = "blobs/sha256/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, Blob, "name_link")]
    [InlineData(TarEntryType.HardLink, Blob, "name_link")]
    [InlineData(TarEntryType.CharacterDevice, Blob, "name_device")]
    [InlineData(TarEntryType.BlockDevice, Blob, "name_device")]
    [InlineData(TarEntryType.Fifo, Blob, "name_device")]
    [InlineData(TarEntryType.RegularFile, "../evil", "name_climbs")]
    [InlineData(TarEntryType.RegularFile, "/etc/cron.d/evil", "name_climbs")]
    [InlineData(TarEntryType.RegularFile, "notes.txt", "name_extra")]
    [InlineData(TarEntryType.RegularFile, "index.json", "name_collides")]
    [InlineData(TarEntryType.RegularFile, "INDEX.json", "name_extra")]
    public void An_entry_that_no_layout_has_is_refused(TarEntryType type, string name, string rule)
    {
        Write(writer =>
        {
            var entry = new PaxTarEntry(type, name);
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                entry.LinkName = "/etc/passwd";
            writer.WriteEntry(entry);
        });
        Assert.Equal(rule, TarRegistry.Open(_path, PackageLimits.Default).Failure?.Rule);
    }

    [Fact]
    public void An_archive_that_announces_more_than_it_has_is_refused()
    {
        Write(writer =>
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, Blob) { DataStream = new MemoryStream(new byte[5_000]) })
        );
        using (var file = File.OpenWrite(_path))
            file.SetLength(file.Length - 4_096);
        Assert.Contains(TarRegistry.Open(_path, PackageLimits.Default).Failure?.Rule, (string[])["size", "layout"]);
    }

    [Fact]
    public void An_archive_of_ten_thousand_entries_is_refused()
    {
        Write(writer =>
        {
            for (var i = 0; i < 10_000; i++)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"blobs/sha256/{i:x64}"));
        });
        Assert.Equal("files", TarRegistry.Open(_path, PackageLimits.Default).Failure?.Rule);
    }

    [Fact]
    public void More_bytes_than_are_taken_are_refused()
    {
        Write(writer =>
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, Blob) { DataStream = new MemoryStream(new byte[5_000]) })
        );
        Assert.Equal("size", TarRegistry.Open(_path, new PackageLimits(10, 1_000)).Failure?.Rule);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000)]
    public void What_is_no_archive_is_refused(int bytes)
    {
        File.WriteAllBytes(_path, [.. Enumerable.Range(0, bytes).Select(i => (byte)(i * 7))]);
        Assert.Equal("layout", TarRegistry.Open(_path, PackageLimits.Default).Failure?.Rule);
    }

    public void Dispose() => File.Delete(_path);

    private void Write(Action<TarWriter> write)
    {
        using var file = File.Create(_path);
        using var writer = new TarWriter(file);
        var index = """{"schemaVersion":2,"manifests":[]}"""u8.ToArray();
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "index.json") { DataStream = new MemoryStream(index) });
        write(writer);
    }
}
