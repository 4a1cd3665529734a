namespace Serverless.Core.Reading;

/// <summary>
/// Characters from the probabilities of connectionist temporal classification, greedily: the likeliest class of each step (the lower one
/// of equals), repeats without a blank between them once, blanks left out. Classes that are written alike count together.
/// </summary>
internal sealed class CtcDecoder
{
    private const int Blank = 0;

    private readonly int[] _writtenAs;
    private readonly string[] _texts;

    /// <param name="keys">What each class is written as; the first is the blank's.</param>
    public CtcDecoder(IReadOnlyList<string> keys)
    {
        var texts = new List<string> { "" };
        _writtenAs = new int[keys.Count];
        for (var i = 1; i < keys.Count; i++)
        {
            var known = texts.IndexOf(keys[i], 1);
            _writtenAs[i] = known < 0 ? texts.Count : known;
            if (known < 0)
                texts.Add(keys[i]);
        }

        _texts = [.. texts];
    }

    /// <summary>Reads a line.</summary>
    /// <param name="probabilities">[steps, keys]; a step may sum to less than 1, the rest being what no key is written as.</param>
    /// <param name="steps">How many steps to read from the left.</param>
    public RecognizedLine Decode(ReadOnlySpan<float> probabilities, int steps)
    {
        var merged = new float[_texts.Length];
        var characters = new List<RecognizedCharacter>();
        var (last, first, best) = (Blank, 0, 0f);
        for (var step = 0; step < steps; step++)
        {
            var (written, probability) = Choose(probabilities.Slice(step * _writtenAs.Length, _writtenAs.Length), merged);
            if (written == last)
            {
                best = Math.Max(best, probability);
                continue;
            }

            Close(step);
            (last, first, best) = (written, step, probability);
        }

        Close(steps);
        return new RecognizedLine(characters);

        void Close(int end)
        {
            if (last != Blank)
                characters.Add(new RecognizedCharacter(_texts[last], best, (first + end) / 2.0));
        }
    }

    /// <summary>The likeliest; where what no key is written as is likelier than each, the likeliest character, which keeps its low
    /// probability.</summary>
    private (int Written, float Probability) Choose(ReadOnlySpan<float> step, float[] merged)
    {
        Array.Clear(merged);
        var rest = 1f;
        for (var i = 0; i < step.Length; i++)
        {
            merged[_writtenAs[i]] += step[i];
            rest -= step[i];
        }

        var character = 1;
        for (var i = 2; i < merged.Length; i++)
        {
            if (merged[i] > merged[character])
                character = i;
        }

        return merged[Blank] >= merged[character] && merged[Blank] >= rest ? (Blank, merged[Blank]) : (character, merged[character]);
    }
}
