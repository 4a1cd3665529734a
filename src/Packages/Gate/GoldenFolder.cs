using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Gate;

/// <summary>The folder <c>golden</c> of a package: pictures, their tensors, and the answers.</summary>
/// <param name="package">The package's files.</param>
internal sealed class GoldenFolder(string package)
{
    private string Folder => Path.Combine(package, "golden");

    /// <summary>The answers; null where none are recorded.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public GoldenSet? Read()
    {
        var path = Path.Combine(package, PackageFiles.Golden);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), GoldenJson.Stored.GoldenSet)
                ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no JSON of golden vectors: {error.Message}", error);
        }
    }

    public void Write(GoldenSet set) =>
        File.WriteAllBytes(
            Path.Combine(package, PackageFiles.Golden),
            [.. JsonSerializer.SerializeToUtf8Bytes(set, GoldenJson.Stored.GoldenSet), (byte)'\n']
        );

    /// <summary>The pictures, sorted by name.</summary>
    /// <param name="set">Which; null for all of the folder.</param>
    /// <exception cref="InvalidDataException">One is missing.</exception>
    public IEnumerable<(string? Name, byte[] Bytes)> Pictures(GoldenSet? set)
    {
        var names = set?.Pictures.Select(vector => vector.Picture) ?? PictureNames();
        foreach (var name in names)
        {
            var path = Path.Combine(Folder, name);
            if (Path.GetFileName(name) != name || !File.Exists(path))
                throw new InvalidDataException($"{path} is missing.");
            yield return (name, File.ReadAllBytes(path));
        }
    }

    /// <summary>Keeps what the captioner took.</summary>
    public GoldenAnswer Record(GoldenAnswer answer)
    {
        var name = answer.Vector!.Picture + ".npy";
        using var file = File.Create(Path.Combine(Folder, name));
        WriteNpy(file, answer.Pixels!);
        return answer with { Vector = answer.Vector with { Tensor = name } };
    }

    /// <returns>What is off by more than the tolerance; null where nothing is.</returns>
    public TrialResult? Compare(GoldenSet expected, IReadOnlyList<GoldenAnswer> found)
    {
        var equal = 0;
        foreach (var (wanted, answer) in expected.Pictures.Zip(found))
        {
            var file = "golden/" + wanted.Picture;
            if (wanted.Tensor is { } tensor && TensorDifference(tensor, answer.Pixels!) is var off && !(off <= expected.Tolerance.Tensor))
                return Off($"Its tensor is off by {off:F4} in the mean; {expected.Tolerance.Tensor} is allowed.", file);
            var isEqual = wanted.Sentence == answer.Vector!.Sentence && wanted.Caption == answer.Vector.Caption;
            equal += isEqual ? 1 : 0;
            if (isEqual && Math.Abs((wanted.Score ?? 0) - (answer.Vector.Score ?? 0)) > expected.Tolerance.Score)
                return Off($"Its score is {answer.Vector.Score}, recorded is {wanted.Score}.", file);
        }

        return equal >= expected.Tolerance.Captions * expected.Pictures.Count
            ? null
            : Off($"{equal} of {expected.Pictures.Count} captions are those recorded.", PackageFiles.Golden);
    }

    private IEnumerable<string> PictureNames() =>
        Directory.Exists(Folder)
            ? Directory
                .EnumerateFiles(Folder)
                .Where(file => PackageMediaTypes.OfFile(file) == PackageMediaTypes.Dataset)
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal)
            : [];

    private double TensorDifference(string name, PixelTensor found)
    {
        var (_, values) = NpyFile.Read(Path.Combine(Folder, Path.GetFileName(name)));
        return values.Length == found.Values.Length
            ? values.Zip(found.Values, (one, other) => Math.Abs((double)one - other)).Average()
            : double.PositiveInfinity;
    }

    /// <summary>NumPy's format 1.0: little-endian float32, [3, height, width]; the header padded to 64 bytes.</summary>
    private static void WriteNpy(Stream stream, PixelTensor pixels)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': (3, {pixels.Height}, {pixels.Width}), }}";
        header = header.PadRight((header.Length + 10 + 1 + 63) / 64 * 64 - 10 - 1) + "\n";
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
        stream.Write(MemoryMarshal.AsBytes(pixels.Values.AsSpan()));
    }

    private static TrialResult Off(string detail, string file) =>
        new()
        {
            Rule = "golden",
            Detail = detail,
            File = file,
        };
}
