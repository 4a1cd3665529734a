using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// SentencePiece's compiled table of replaced characters: the size of a trie in bytes, the trie as a double array (darts-clone), and the
/// replacements, each closed by a zero byte.
/// </summary>
internal sealed class PrecompiledCharacters
{
    /// <summary>Longer clusters are looked up a character at a time, as Hugging Face's tokenizers do.</summary>
    private const int MaxClusterBytes = 5;

    private readonly uint[] _trie;
    private readonly byte[] _replacements;

    private PrecompiledCharacters(uint[] trie, byte[] replacements) => (_trie, _replacements) = (trie, replacements);

    /// <param name="base64">The table as the file holds it; null or empty for none.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static Func<string, string> Read(string? base64, string path)
    {
        if (string.IsNullOrEmpty(base64))
            return text => text;
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length < sizeof(uint))
            throw new InvalidDataException($"{path}: precompiled_charsmap is damaged.");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size == 0 || size % sizeof(uint) != 0 || size > length - sizeof(uint))
            throw new InvalidDataException($"{path}: precompiled_charsmap is damaged.");
        var trie = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(sizeof(uint), (int)size)).ToArray();
        return new PrecompiledCharacters(trie, bytes[(sizeof(uint) + (int)size)..length]).Normalize;
    }

    private string Normalize(string text)
    {
        var written = new StringBuilder(text.Length);
        var clusters = StringInfo.GetTextElementEnumerator(text);
        while (clusters.MoveNext())
        {
            var cluster = clusters.GetTextElement();
            if (Encoding.UTF8.GetByteCount(cluster) <= MaxClusterBytes && Find(cluster) is { } whole)
            {
                written.Append(whole);
                continue;
            }

            foreach (var rune in cluster.EnumerateRunes())
                written.Append(Find(rune.ToString()) ?? rune.ToString());
        }

        return written.ToString();
    }

    /// <summary>The replacement of the shortest entry that a text begins with; null where there is none.</summary>
    private string? Find(string text)
    {
        var place = Offset(_trie[0]);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            place ^= one;
            if (one == 0 || place >= _trie.Length || (_trie[place] & 0x800000FF) != one)
                return null;
            var unit = _trie[place];
            place ^= Offset(unit);
            if ((unit & 0x100) != 0)
                return place < _trie.Length ? Replacement((int)(_trie[place] & 0x7FFFFFFF)) : null;
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private string? Replacement(int start)
    {
        if (start >= _replacements.Length)
            return null;
        var end = Array.IndexOf(_replacements, (byte)0, start);
        return Encoding.UTF8.GetString(_replacements, start, (end < 0 ? _replacements.Length : end) - start);
    }
}
