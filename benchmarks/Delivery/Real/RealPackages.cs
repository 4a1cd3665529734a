using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>Packages of the real container host: as it was built, and with one file changed.</summary>
/// <param name="folder">Where packages are written, a folder a version.</param>
internal sealed class RealPackages(string folder)
{
    private const string Program = "Serverless.Hosts.Kubernetes",
        Card = "models/caption-base/caption.json",
        Quality = "models/quality-base/quality.json";

    /// <summary>What the faulty package thinks of its words for a page of text, of which callers have one: it is refused.</summary>
    private const double FaultyScore = 0.1;

    private const int MachineAt = 18,
        Arm64 = 183; // e_machine of ELF, and its value of AArch64

    /// <summary>The zip of <c>make package</c> where it is there, else the build's folder.</summary>
    public static string Source { get; } = FindSource();

    /// <summary>The file of a version.</summary>
    public string FileOf(string version, string target = "kubernetes") =>
        Path.Combine(FolderOf(version), target, $"captions-{target}.zip");

    /// <summary>The folder of a version, as <c>make package</c> leaves it.</summary>
    public string FolderOf(string version) => Path.Combine(folder, version);

    /// <summary>As built.</summary>
    public void WriteGood(string version) => Write(version, []);

    /// <summary>With a newer card of the model: its captions say so. For two targets.</summary>
    public void WriteNewModel(string version)
    {
        Write(version, new() { [Card] = bytes => Edit(bytes, card => card["version"] = "1.1.0") });
        var other = FileOf(version, "onprem");
        Directory.CreateDirectory(Path.GetDirectoryName(other)!);
        File.Copy(FileOf(version), other);
    }

    /// <summary>With a score that refuses pages of text, and nothing else.</summary>
    public void WriteFaulty(string version) =>
        Write(version, new() { [Quality] = bytes => Edit(bytes, quality => quality["media"]!["text"] = FaultyScore) });

    /// <summary>With a program whose ELF header names another machine.</summary>
    public void WriteArm64(string version) => Write(version, new() { [Program] = ForArm64 });

    /// <summary>The model's folder as a package holds it, copied out: what somebody's machine has of an earlier build.</summary>
    public void CopyModel(string version)
    {
        const string Below = "models/caption-base/";
        var copy = Path.Combine(folder, "model-of-" + version);
        using var zip = ZipFile.OpenRead(FileOf(version));
        foreach (
            var entry in zip.Entries.Where(entry => entry.FullName.StartsWith(Below, StringComparison.Ordinal) && entry.Name.Length > 0)
        )
        {
            var file = Path.Combine(copy, entry.FullName[Below.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            entry.ExtractToFile(file);
        }
    }

    private void Write(string version, Dictionary<string, Func<byte[], byte[]>> changes)
    {
        var file = FileOf(version);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            foreach (var (name, mode, bytes) in Entries())
            {
                var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.ExternalAttributes = mode;
                using var stream = entry.Open();
                stream.Write(changes.TryGetValue(name, out var change) ? change(bytes) : bytes);
            }

            using var note = new StreamWriter(zip.CreateEntry("release.txt").Open());
            note.Write(version); // no two versions are the same bytes
        }
    }

    private static IEnumerable<(string Name, int Mode, byte[] Bytes)> Entries()
    {
        if (File.Exists(Source))
        {
            using var zip = ZipFile.OpenRead(Source);
            foreach (var entry in zip.Entries.Where(entry => entry.Name.Length > 0))
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                yield return (entry.FullName, entry.ExternalAttributes, bytes.ToArray());
            }

            yield break;
        }

        const int RegularFile = 0x8000;
        foreach (var file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) != ".pdb")
                yield return (Path.GetRelativePath(Source, file), (RegularFile | ModeOf(file)) << 16, File.ReadAllBytes(file));
        }
    }

    private static int ModeOf(string file) => OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(file);

    private static byte[] Edit(byte[] bytes, Action<JsonObject> change)
    {
        var document = JsonNode.Parse(bytes)!.AsObject();
        change(document);
        return System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static byte[] ForArm64(byte[] program)
    {
        if (program is not [0x7F, (byte)'E', (byte)'L', (byte)'F', ..])
            throw new InvalidDataException($"{Program} is no ELF file: this study runs on Linux.");
        var changed = program.ToArray();
        changed[MachineAt] = Arm64;
        changed[MachineAt + 1] = 0;
        return changed;
    }

    private static string FindSource()
    {
        var package = Path.Combine(Checkout.Root, "artifacts", "packages", "kubernetes", "captions-kubernetes.zip");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var built = Path.Combine(
            Checkout.Root,
            "src/Hosts.Kubernetes/bin",
            configuration,
            "net10.0",
            RuntimeInformation.RuntimeIdentifier
        );
        var named = Path.GetDirectoryName(Environment.GetEnvironmentVariable("CAPTION_TEST_HOST"));
        return named is { Length: > 0 } ? named
            : File.Exists(package) ? package
            : Directory.Exists(built) ? built
            : throw new InvalidDataException("The container host is not built: dotnet build src/Hosts.Kubernetes.");
    }
}
