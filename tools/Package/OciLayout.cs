using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Package;

/// <summary>
/// An image as an OCI layout (opencontainers/image-spec 1.1): a root file system and a published folder, each a layer. The same files give
/// the same digests.
/// </summary>
internal sealed class OciLayout
{
    private const string User = "65532:65532";
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch;

    private readonly string _folder;
    private readonly List<(string Digest, long Size, string Content)> _layers = [];

    private OciLayout(string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
    }

    /// <param name="folder">The layout.</param>
    /// <param name="root">The root file system, as a tar that is reproducible itself.</param>
    /// <param name="app">The published folder; becomes <c>/app</c>.</param>
    /// <param name="entry">The program in it.</param>
    /// <param name="environment">Variables, NAME=VALUE.</param>
    public static void Write(string folder, string root, string app, string entry, IReadOnlyList<string> environment)
    {
        var layout = new OciLayout(folder);
        layout.AddLayer(stream =>
        {
            using var source = File.OpenRead(root);
            source.CopyTo(stream);
        });
        layout.AddLayer(stream => Pack(app, stream));
        layout.Finish(entry, environment);
    }

    private static void Pack(string app, Stream target)
    {
        using var tar = new TarWriter(target, TarEntryFormat.Ustar, leaveOpen: true);
        var names = Directory.EnumerateFileSystemEntries(app, "*", SearchOption.AllDirectories).Prepend(app).Order(StringComparer.Ordinal);
        foreach (var path in names)
        {
            var isFolder = Directory.Exists(path);
            var name = path == app ? "app" : "app/" + Path.GetRelativePath(app, path).Replace('\\', '/');
            var entry = new UstarTarEntry(isFolder ? TarEntryType.Directory : TarEntryType.RegularFile, name)
            {
                ModificationTime = Time,
                Mode = isFolder || ZipPackage.IsProgram(path) ? (UnixFileMode)0x1ED : (UnixFileMode)0x1A4,
            };
            using var data = isFolder ? null : File.OpenRead(path);
            if (data is not null)
                entry.DataStream = data;
            tar.WriteEntry(entry);
        }
    }

    private void AddLayer(Action<Stream> write)
    {
        var unfinished = Path.Combine(_folder, "layer.part");
        using var plain = SHA256.Create();
        using (var file = File.Create(unfinished))
        using (var zip = new GZipStream(file, CompressionLevel.Optimal))
        using (var both = new CryptoStream(zip, plain, CryptoStreamMode.Write)) // hands on what it digests
        {
            write(both);
        }

        var (digest, size) = AddBlob(unfinished);
        _layers.Add((digest, size, "sha256:" + Convert.ToHexStringLower(plain.Hash!)));
    }

    private void Finish(string entry, IReadOnlyList<string> environment)
    {
        var config = AddBlob(
            new JsonObject
            {
                ["created"] = "1970-01-01T00:00:00Z",
                ["architecture"] = "amd64",
                ["os"] = "linux",
                ["config"] = new JsonObject
                {
                    ["User"] = User,
                    ["Env"] = new JsonArray([
                        .. environment.Prepend("PATH=/usr/sbin:/usr/bin:/sbin:/bin").Select(one => JsonValue.Create(one)),
                    ]),
                    ["Entrypoint"] = new JsonArray("/app/" + entry),
                    ["WorkingDir"] = "/app",
                    ["StopSignal"] = "SIGTERM",
                },
                ["rootfs"] = new JsonObject
                {
                    ["type"] = "layers",
                    ["diff_ids"] = new JsonArray([.. _layers.Select(layer => JsonValue.Create(layer.Content))]),
                },
            }
        );
        var manifest = AddBlob(
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
                ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", config),
                ["layers"] = new JsonArray([
                    .. _layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", (layer.Digest, layer.Size))),
                ]),
            }
        );
        var described = Descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
        described["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "latest" };
        File.WriteAllText(
            Path.Combine(_folder, "index.json"),
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = "application/vnd.oci.image.index.v1+json",
                ["manifests"] = new JsonArray(described),
            }.ToJsonString()
        );
        File.WriteAllText(Path.Combine(_folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    private static JsonObject Descriptor(string type, (string Digest, long Size) blob) =>
        new()
        {
            ["mediaType"] = type,
            ["digest"] = "sha256:" + blob.Digest,
            ["size"] = blob.Size,
        };

    private (string Digest, long Size) AddBlob(JsonObject document)
    {
        var path = Path.Combine(_folder, "document.part");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(document));
        return AddBlob(path);
    }

    private (string Digest, long Size) AddBlob(string unfinished)
    {
        string digest;
        using (var stream = File.OpenRead(unfinished))
            digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        var size = new FileInfo(unfinished).Length;
        File.Move(unfinished, Path.Combine(_folder, "blobs", "sha256", digest), overwrite: true);
        return (digest, size);
    }
}
