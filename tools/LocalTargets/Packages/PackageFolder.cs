using System.IO.Compression;
using Serverless.Core;
using Serverless.LocalTargets.Platforms;

namespace Serverless.LocalTargets.Packages;

/// <summary>
/// The packages of a target, unpacked once each under the digest they were checked against. A package that is a folder is used where it
/// lies, and checked again at every start.
/// </summary>
/// <param name="root">The folder of the unpacked ones.</param>
internal sealed class PackageFolder(string root)
{
    private const int MaxEntries = 100_000,
        ModeMask = 0x1FF, // the nine bits of rwx
        TypeMask = 0xF000,
        Link = 0xA000,
        DefaultMode = 0x1A4; // 0644

    private const long MaxBytes = 8L << 30;

    private readonly Lock _one = new();

    /// <summary>Checks a package before anything of it is unpacked.</summary>
    /// <param name="path">A zip or a folder.</param>
    /// <param name="sha256">The digest it must have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The path, absolute.</returns>
    public static async Task<Result<string, Refusal>> CheckAsync(string path, string sha256, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        if (!Path.Exists(path))
            return new Refusal(422, "package_not_found", $"package: {path} does not exist; build it first (make package).");
        string digest;
        try
        {
            digest = await PackageDigest.OfAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Refusal(422, "package_unreadable", $"package: {path} cannot be read: {error.Message}");
        }

        if (digest != sha256)
            return new Refusal(422, "package_digest", $"sha256: {path} has the digest {digest}, not {sha256}; nothing was unpacked.");
        return Directory.Exists(path) ? path : CheckEntries(path);
    }

    /// <summary>The unpacked package; unpacks it if this is the first time.</summary>
    /// <exception cref="StartException">It cannot be had, or is not what it was.</exception>
    public async Task<string> OpenAsync(string path, string sha256, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            var folder = Path.Combine(root, sha256);
            if (Directory.Exists(folder))
                return folder;
        }

        if ((await CheckAsync(path, sha256, cancellationToken)).Failure is { } wrong)
            throw new StartException(wrong.Detail);
        return Directory.Exists(path) ? path : await Task.Run(() => Unpack(path, sha256, cancellationToken), cancellationToken);
    }

    private static Result<string, Refusal> CheckEntries(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > MaxEntries)
                return TooLarge($"{zip.Entries.Count} entries, and at most {MaxEntries} are allowed");
            var bytes = 0L;
            foreach (var entry in zip.Entries)
            {
                if (WhyWrong(entry) is { } why)
                    return new Refusal(422, "package_entry", $"package: the entry '{entry.FullName}' {why}; nothing was unpacked.");
                bytes += entry.Length;
            }

            if (bytes > MaxBytes)
                return TooLarge($"{bytes} bytes unpacked, and at most {MaxBytes} are allowed");
            return path;
        }
        catch (InvalidDataException)
        {
            return new Refusal(422, "package_unreadable", $"package: {path} is no zip archive, or a broken one.");
        }
    }

    private static Refusal TooLarge(string why) => new(422, "package_too_large", $"package: {why}.");

    private static string? WhyWrong(ZipArchiveEntry entry)
    {
        var name = entry.FullName;
        if (((entry.ExternalAttributes >> 16) & TypeMask) == Link)
            return "is a link";
        if (name.Length == 0 || name.Contains('\\') || name.Contains('\0') || name.StartsWith('/') || name.Contains(':'))
            return "has a name that is not relative";
        return name.TrimEnd('/').Split('/').Any(part => part is "" or "." or "..") ? "climbs out of its folder" : null;
    }

    private string Unpack(string path, string sha256, CancellationToken cancellationToken)
    {
        var (folder, draft) = (Path.Combine(root, sha256), Path.Combine(root, $".{sha256}"));
        lock (_one)
        {
            try
            {
                if (Directory.Exists(folder))
                    return folder;
                if (Directory.Exists(draft))
                    Directory.Delete(draft, recursive: true); // left by a start that was interrupted
                UnpackInto(draft, path, cancellationToken);
                Directory.Move(draft, folder);
                return folder;
            }
            catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw new StartException($"The package cannot be unpacked: {error.Message}");
            }
        }
    }

    private static void UnpackInto(string folder, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = Path.Combine(folder, entry.FullName);
            if (entry.FullName.EndsWith('/'))
            {
                Directory.CreateDirectory(file);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var mode = (entry.ExternalAttributes >> 16) & ModeMask;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = (UnixFileMode)(mode == 0 ? DefaultMode : mode);
            using var target = new FileStream(file, options);
            using var source = entry.Open();
            Copy(source, target, entry);
        }
    }

    /// <summary>No more than the entry announced, which was counted before.</summary>
    private static void Copy(Stream source, FileStream target, ZipArchiveEntry entry)
    {
        var buffer = new byte[1 << 16];
        var left = entry.Length;
        while (source.Read(buffer) is var count and > 0)
        {
            left -= count;
            if (left < 0)
                throw new InvalidDataException($"the entry '{entry.FullName}' is longer than it says");
            target.Write(buffer, 0, count);
        }
    }
}
