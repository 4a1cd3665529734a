using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Core;
using Serverless.Packages;

namespace Serverless.Trainer.Data;

/// <summary>Snapshots on disk.</summary>
public static class SnapshotFile
{
    private const string Rule = "snapshot";

    /// <summary>Reads one and holds it against its digest.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The snapshot; a wrong usage (<c>snapshot</c>) where it is missing, damaged or changed since it was written.</returns>
    public static Result<Snapshot, PackageFailure> Read(string path)
    {
        if (!File.Exists(path))
            return PackageFailure.WrongUsage(Rule, "There is no such snapshot.", path);
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), SnapshotJson.Stored.Snapshot) is not { } read)
                return PackageFailure.WrongUsage(Rule, "It is empty.", path);
            if (read.SchemaVersion != 1)
                return PackageFailure.WrongUsage(Rule, $"Its schemaVersion is {read.SchemaVersion}; this program reads 1.", path);
            if (read is not { Sources: not null, Pictures: not null, Judgments: not null })
                return PackageFailure.WrongUsage(Rule, "It is no snapshot: sources, pictures and judgments are asked for.", path);
            return read.Digest == DigestOf(read)
                ? read
                : PackageFailure.WrongUsage(Rule, "It is not what was written: its digest says something else.", path);
        }
        catch (JsonException damaged)
        {
            var why = damaged.Message.ReplaceLineEndings(" ");
            return PackageFailure.WrongUsage(Rule, $"It cannot be read (NaN and the like are no numbers): {why}", path);
        }
    }

    /// <summary>Writes one; what is there is never replaced.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="path">The file.</param>
    public static PackageFailure? Write(Snapshot snapshot, string path)
    {
        var whole = Path.GetFullPath(path);
        var part = $"{whole}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
            File.WriteAllBytes(part, [.. JsonSerializer.SerializeToUtf8Bytes(snapshot, SnapshotJson.Indented.Snapshot), (byte)'\n']);
            File.Move(part, whole, overwrite: false);
            return null;
        }
        catch (IOException) when (File.Exists(whole))
        {
            return PackageFailure.WrongUsage("exists", "It is there already; a snapshot is written once.", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.TryAgain("disk", "It cannot be written: " + error.Message, path);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>A snapshot with its digest.</summary>
    /// <param name="snapshot">One whose digest is not known yet.</param>
    public static Snapshot Seal(Snapshot snapshot) => snapshot with { Digest = DigestOf(snapshot) };

    private static string DigestOf(Snapshot snapshot)
    {
        var bare = snapshot with
        {
            CreatedAt = default,
            Digest = "",
            Sources = [.. snapshot.Sources.Select(source => source with { Address = "" })],
        };
        return "sha256:"
            + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(bare, SnapshotJson.Stored.Snapshot)));
    }
}
