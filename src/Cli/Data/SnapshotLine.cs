using System.Globalization;
using Serverless.Trainer.Data;

namespace Serverless.Cli.Data;

/// <summary>A snapshot as one line of a table.</summary>
internal static class SnapshotLine
{
    /// <returns>File, digest, time, pictures, those held out, judgments, those of people's decisions on captions.</returns>
    public static string Of(string path, Snapshot snapshot) =>
        string.Join(
            '\t',
            SingleLine.Escape(path),
            snapshot.Digest,
            snapshot.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            $"{snapshot.Pictures.Count} pictures",
            $"{snapshot.Pictures.Count(picture => picture.IsHeld)} held out",
            $"{snapshot.Judgments.Count} judgments",
            $"{snapshot.Judgments.Count(one => one.By != SnapshotJudgment.Person)} of captions"
        );
}
