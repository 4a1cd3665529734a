using System.Security.Cryptography;
using System.Text;

namespace Serverless.HubStandIn;

/// <summary>A file as the hub keeps it: small ones in git, large ones beside it.</summary>
internal sealed record HubTreeFile(string Path, byte[] Bytes, bool IsLarge)
{
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public string BlobId => HubTree.GitId(IsLarge ? Encoding.ASCII.GetBytes(Sha256) : Bytes);
}

/// <summary>A model at one commit.</summary>
internal sealed class HubTree
{
    private HubTree(IReadOnlyList<HubTreeFile> files)
    {
        Files = files;
        Commit = GitId(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => $"{file.BlobId} {file.Path}"))));
    }

    public string Commit { get; }

    public IReadOnlyList<HubTreeFile> Files { get; }

    public static HubTree Read(string folder) =>
        new([
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => (File: file, Path: Path.GetRelativePath(folder, file).Replace('\\', '/')))
                .OrderBy(file => file.Path, StringComparer.Ordinal)
                .Select(file => new HubTreeFile(file.Path, File.ReadAllBytes(file.File), IsLarge(file.Path))),
        ]);

    public static string GitId(byte[] bytes)
    {
#pragma warning disable CA5350 // git's own names
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
#pragma warning restore CA5350
    }

    private static bool IsLarge(string path) =>
        path.EndsWith(".onnx", StringComparison.Ordinal)
        || path.EndsWith(".onnx_data", StringComparison.Ordinal)
        || path.EndsWith(".npy", StringComparison.Ordinal);
}
