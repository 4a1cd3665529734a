using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// Decodes ids as they arrive. A piece is given out only when its characters are whole, so that a character whose bytes are split over
/// tokens never appears as U+FFFD; the pieces together equal the decoding of all ids at once.
/// </summary>
public sealed class IncrementalDecoder
{
    private readonly Func<int, byte[]> _bytesOf;
    private readonly bool _trims;
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private readonly StringBuilder _pending = new();
    private bool _hasStarted;

    internal IncrementalDecoder(Func<int, byte[]> bytesOf, bool trims)
    {
        _bytesOf = bytesOf;
        _trims = trims;
    }

    /// <summary>Adds one id.</summary>
    /// <param name="id">The id; special tokens give nothing.</param>
    /// <returns>The characters that became whole, perhaps none.</returns>
    public string Append(int id) => Take(_bytesOf(id), isLast: false);

    /// <summary>Ends the stream.</summary>
    /// <returns>U+FFFD for bytes that never became a character, else nothing.</returns>
    public string Finish() => Take([], isLast: true);

    private string Take(byte[] bytes, bool isLast)
    {
        var characters = new char[_decoder.GetCharCount(bytes, isLast)];
        var text = new string(characters, 0, _decoder.GetChars(bytes, characters, isLast));
        return _trims ? HoldBack(text) : text;
    }

    /// <summary>White space waits for the word behind it, since both ends of the text are trimmed.</summary>
    private string HoldBack(string text)
    {
        var given = new StringBuilder();
        foreach (var character in text)
        {
            if (CodePoints.IsTrimmed(character))
            {
                if (_hasStarted)
                    _pending.Append(character);
                continue;
            }

            given.Append(_pending).Append(character);
            _pending.Clear();
            _hasStarted = true;
        }

        return given.ToString();
    }
}
