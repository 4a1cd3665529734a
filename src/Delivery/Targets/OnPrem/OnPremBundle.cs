using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>The archive that <c>make bundle</c> makes of a release for one machine.</summary>
/// <param name="File">The archive.</param>
/// <param name="SumsSha256">The SHA-256 of its SHA256SUMS, by which the installer knows it.</param>
internal sealed record OnPremBundle(string File, string SumsSha256)
{
    /// <summary>Where <c>make bundle</c> leaves it, in the checkout.</summary>
    public const string DefaultFolder = "artifacts/packages/onprem";

    private const string Sums = "SHA256SUMS";

    /// <summary>Finds the bundle of a release, and holds it to the release's package: every file of the package must be in it.</summary>
    /// <param name="folder">Where bundles are.</param>
    /// <param name="revision">The revision with its package.</param>
    public static Result<OnPremBundle, TargetFailure> Find(string folder, RevisionSpec revision)
    {
        var file = Path.Combine(folder, $"captions-onprem-{revision.Version}.tar");
        if (!System.IO.File.Exists(file))
            return TargetFailure.Refused($"There is no {file}: `make bundle` makes it of the commit that {revision.Version} is of.");
        if (ReadSums(file, $"captions-onprem-{revision.Version}/{Sums}") is not { } sums)
            return TargetFailure.Refused($"{file} holds no {Sums} of {revision.Version}: make it again.");
        var listed = System.Text.Encoding.UTF8.GetString(sums).Split('\n').ToHashSet(StringComparer.Ordinal);
        using var package = ZipFile.OpenRead(revision.PackageFile);
        foreach (var entry in package.Entries.Where(one => one.Name.Length > 0))
        {
            using var stream = entry.Open();
            var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (!listed.Contains($"{digest}  app/{entry.FullName}"))
            {
                return TargetFailure.Refused(
                    $"{file} is not of the published release {revision.Version}: its {entry.FullName} is another one. Make the bundle of "
                        + "the commit that was published."
                );
            }
        }

        return new OnPremBundle(file, Convert.ToHexStringLower(SHA256.HashData(sums)));
    }

    private static byte[]? ReadSums(string file, string name)
    {
        try
        {
            using var archive = System.IO.File.OpenRead(file);
            using var reader = new TarReader(archive);
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.Name != name || entry.DataStream is not { } content)
                    continue;
                using var bytes = new MemoryStream();
                content.CopyTo(bytes);
                return bytes.ToArray();
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return null;
        }

        return null;
    }
}
