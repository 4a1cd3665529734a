using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Trainer.Data;

/// <summary>
/// Which pictures are learned from and which candidates are judged on. By digest, so that a picture stays on its side in every snapshot;
/// pictures that look nearly the same go together.
/// </summary>
internal static class PictureSplit
{
    /// <summary>The share of pictures that are held out.</summary>
    public const double HeldShare = 0.25;

    /// <summary>Bits of 128 in which hashes of nearly equal pictures may differ, as in archives.</summary>
    private const int NearBits = 6;

    /// <summary>A hash with fewer bits than this is of a plain picture, and says nothing.</summary>
    private const int MinBits = 8;

    /// <param name="pictures">Each digest once.</param>
    /// <returns>The same, by digest, with groups and sides.</returns>
    public static List<SnapshotPicture> Of(IEnumerable<SnapshotPicture> pictures)
    {
        var sorted = pictures.OrderBy(picture => picture.Sha256, StringComparer.Ordinal).ToList();
        var groups = GroupsOf([.. sorted.Select(picture => HashOf(picture.Hash))]);
        return
        [
            .. sorted.Select(
                (picture, i) =>
                {
                    var group = sorted[groups[i]].Sha256;
                    return picture with { Group = group, Split = IsHeld(group) ? SnapshotPicture.Held : SnapshotPicture.Train };
                }
            ),
        ];
    }

    private static bool IsHeld(string group)
    {
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes("split " + group));
        return BinaryPrimitives.ReadUInt32BigEndian(digest) < HeldShare * uint.MaxValue;
    }

    /// <returns>[pictures] the first picture that each belongs to, over however many near ones.</returns>
    private static int[] GroupsOf(UInt128?[] hashes)
    {
        var first = Enumerable.Range(0, hashes.Length).ToArray();
        int Root(int i)
        {
            while (first[i] != i)
                i = first[i];
            return i;
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] is not { } one)
                continue;
            for (var j = i + 1; j < hashes.Length; j++)
            {
                if (hashes[j] is { } other && (int)UInt128.PopCount(one ^ other) <= NearBits)
                {
                    var (a, b) = (Root(i), Root(j));
                    first[Math.Max(a, b)] = Math.Min(a, b);
                }
            }
        }

        return [.. first.Select((_, i) => Root(i))];
    }

    private static UInt128? HashOf(string? text) =>
        text is not null
        && UInt128.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash)
        && (int)UInt128.PopCount(hash) >= MinBits
            ? hash
            : null;
}
