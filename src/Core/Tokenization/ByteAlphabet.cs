using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// GPT-2's reversible alphabet: each byte is written as one printable character (openai/gpt-2, encoder.py, bytes_to_unicode).
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Make();
    private static readonly Dictionary<char, byte> Bytes = Characters
        .Select((character, value) => (character, value))
        .ToDictionary(pair => pair.character, pair => (byte)pair.value);

    /// <summary>UTF-8 bytes of a text, each as its character.</summary>
    public static string Write(string text) =>
        string.Create(
            Encoding.UTF8.GetByteCount(text),
            text,
            static (span, source) =>
            {
                var bytes = Encoding.UTF8.GetBytes(source);
                for (var i = 0; i < span.Length; i++)
                    span[i] = Characters[bytes[i]];
            }
        );

    /// <summary>The bytes a token stands for; a token with a foreign character (an added one) stands for its own UTF-8.</summary>
    public static byte[] Read(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
                return Encoding.UTF8.GetBytes(token);
        }

        return bytes;
    }

    private static char[] Make()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = (char)(isPrintable ? value : next++);
        }

        return characters;
    }
}
