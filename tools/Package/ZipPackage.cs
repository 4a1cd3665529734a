using System.IO.Compression;

namespace Serverless.Package;

/// <summary>Reproducible zip archives: sorted names, one fixed time, modes by what a file is.</summary>
internal static class ZipPackage
{
    private const int Regular = 0x8000,
        Executable = 0x1ED,
        Readable = 0x1A4; // S_IFREG, 0755, 0644: every platform's own user must be able to read
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the first a zip can hold

    public static void Write(string folder, string archive)
    {
        File.Delete(archive);
        using var zip = ZipFile.Open(archive, ZipArchiveMode.Create);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var entry = zip.CreateEntry(Path.GetRelativePath(folder, file).Replace('\\', '/'), CompressionLevel.SmallestSize);
            entry.LastWriteTime = Time;
            entry.ExternalAttributes = (Regular | (IsProgram(file) ? Executable : Readable)) << 16;
            using var target = entry.Open();
            using var source = File.OpenRead(file);
            source.CopyTo(target);
        }
    }

    /// <summary>ELF or a script, by the first bytes; libraries are ELF too, and harmlessly executable.</summary>
    private static bool IsProgram(string file)
    {
        Span<byte> first = stackalloc byte[4];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(first, 4, throwOnEndOfStream: false) == 4
            && (first.SequenceEqual("\u007fELF"u8) || first[..2].SequenceEqual("#!"u8));
    }
}
