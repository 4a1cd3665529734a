using System.Text;

namespace Serverless.Storage.Files;

/// <summary>
/// Keys to file names below a root and back, one to one. A key's segments are folders and a file by the same names; what cannot be a name
/// is written with characters of the private use area U+F000 to U+F0FF, as Cygwin and SMB clients do, so that names people give stay as
/// they are.
/// </summary>
/// <param name="isWindows">Whether names must suit Windows as well.</param>
internal sealed class FileNames(bool isWindows)
{
    private const char Empty = '\uF02F',
        Continues = '\uF02B',
        Literal = '\uF025',
        First = '\uF000',
        Last = '\uF0FF';

    /// <summary>Most bytes of one name (NAME_MAX), less the sign that it goes on.</summary>
    private const int MaxBytes = 255 - 3;

    /// <summary>The prefix of the store's own files, which no key has.</summary>
    public const string ReservedPrefix = ".\uF000";

    private const string WindowsForbidden = "<>:\"\\|?*";

    public static FileNames Current { get; } = new(OperatingSystem.IsWindows());

    /// <summary>The path below the root.</summary>
    public string PathOf(string key) => string.Join(Path.DirectorySeparatorChar, key.Split('/').SelectMany(Split));

    /// <summary>The part of a key that a name stands for; null where no key is written so.</summary>
    /// <param name="name">A file's or folder's name.</param>
    /// <param name="continues">Whether the segment goes on in the names below it.</param>
    public string? SegmentOf(string name, out bool continues)
    {
        continues = false;
        if (name is [Empty])
            return "";
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] is < First or > Last)
                text.Append(name[i]);
            else if (name[i] == Literal && i + 1 < name.Length)
                text.Append(name[++i]);
            else if (name[i] == Continues && i > 0 && i + 1 == name.Length)
                continues = true;
            else if (isWindows && name[i] - First is < 0x80 and var code)
                text.Append((char)code);
            else
                return null;
        }

        var segment = text.ToString();
        return continues || Split(segment).SequenceEqual([name]) ? segment : null;
    }

    /// <summary>A name that is not UTF-8, with the bytes that are none as \xE9.</summary>
    public static string ToDisplay(ReadOnlySpan<byte> name)
    {
        var shown = new StringBuilder(name.Length + 8);
        while (!name.IsEmpty)
        {
            var isWhole = Rune.DecodeFromUtf8(name, out var rune, out var count) == System.Buffers.OperationStatus.Done;
            if (isWhole)
                shown.Append(rune);
            else
                foreach (var part in name[..count])
                    shown.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{part:X2}");
            name = name[count..];
        }

        return shown.ToString();
    }

    private List<string> Split(string segment)
    {
        if (segment.Length == 0)
            return [Empty.ToString()];
        var names = new List<string>();
        var (name, bytes) = (new StringBuilder(), 0);
        foreach (var unit in Units(segment))
        {
            var size = Encoding.UTF8.GetByteCount(unit);
            if (bytes + size > MaxBytes)
            {
                names.Add(name.Append(Continues).ToString());
                name.Clear();
                bytes = 0;
            }

            name.Append(unit);
            bytes += size;
        }

        names.Add(name.ToString());
        return names;
    }

    /// <summary>What a segment is made of, each kept in one name.</summary>
    private IEnumerable<string> Units(string segment)
    {
        for (var i = 0; i < segment.Length; i++)
        {
            var letter = segment[i];
            if (char.IsHighSurrogate(letter) && i + 1 < segment.Length)
                yield return segment.Substring(i++, 2);
            else if (letter is >= First and <= Last)
                yield return $"{Literal}{letter}";
            else
                yield return isWindows && IsForbidden(letter, isLast: i == segment.Length - 1)
                    ? ((char)(First + letter)).ToString()
                    : letter.ToString();
        }
    }

    private static bool IsForbidden(char letter, bool isLast) =>
        WindowsForbidden.Contains(letter, StringComparison.Ordinal) || (isLast && letter is '.' or ' ');
}
