using System.Text;

namespace Serverless.Core.Reading;

/// <summary>Lines that continue each other as paragraphs.</summary>
internal static class Paragraphs
{
    /// <summary>Gap between two lines of a paragraph, in heights.</summary>
    private const double MaxGap = 0.7;

    /// <summary>Heights of two lines of a paragraph differ by at most this factor.</summary>
    private const double MaxHeightRatio = 1.35;

    /// <summary>How much further right or left the next line may begin, in heights; an indent begins a paragraph.</summary>
    private const double MaxIndent = 1.2;

    /// <summary>A line that ends this share of the widest before its end ends its paragraph.</summary>
    private const double FullShare = 0.7;

    /// <param name="lines">In the order of reading.</param>
    /// <returns>A text for each paragraph, label or cell. A word parted by a hyphen at the end of a line is one again.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<TextLine> lines)
    {
        var paragraphs = new List<string>();
        var text = new StringBuilder();
        double widest = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            widest = i == 0 ? lines[i].Box.Width : Math.Max(widest, lines[i].Box.Width);
            if (i > 0 && Continues(lines[i - 1], lines[i], widest))
            {
                Join(text, lines[i].Text);
                continue;
            }

            if (text.Length > 0)
                paragraphs.Add(text.ToString());
            text.Clear().Append(lines[i].Text);
            widest = lines[i].Box.Width;
        }

        if (text.Length > 0)
            paragraphs.Add(text.ToString());
        return paragraphs;
    }

    private static bool Continues(TextLine last, TextLine next, double widest)
    {
        var (above, below) = (last.Box, next.Box);
        var height = Math.Min(above.Height, below.Height);
        if (height <= 0 || Math.Max(above.Height, below.Height) > MaxHeightRatio * height)
            return false;
        var (right, down) = Offset(above, below);
        return down > 0
            && down - above.Height <= MaxGap * height
            && right <= MaxIndent * height
            && right >= -3 * height
            && above.Width >= FullShare * widest;
    }

    /// <summary>From upper left to upper left, along the text and across it.</summary>
    private static (double Right, double Down) Offset(TextBox above, TextBox below)
    {
        var (from, to, end) = (above.Corners[0], below.Corners[0], above.Corners[1]);
        var (along, across) = ((end.X - from.X) / above.Width, (end.Y - from.Y) / above.Width);
        var (x, y) = (to.X - from.X, to.Y - from.Y);
        return ((x * along) + (y * across), (y * along) - (x * across));
    }

    private static void Join(StringBuilder text, string next)
    {
        var isParted = text.Length > 1 && text[^1] == '-' && char.IsLetter(text[^2]) && char.IsLower(next[0]);
        if (isParted)
            text.Length--;
        else
            text.Append(' ');
        text.Append(next);
    }
}
