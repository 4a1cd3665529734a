namespace Serverless.Core.Reading;

/// <summary>
/// Reads regions in the direction that their text runs. Long regions show the axis; which of its two ways is told by reading a few lines
/// both ways. Short ones follow the others.
/// </summary>
/// <param name="recognizer">Reads lines.</param>
internal sealed class DirectedReader(LineRecognizer recognizer)
{
    /// <summary>Longer side by shorter side from which a region shows its axis.</summary>
    private const double LongRatio = 1.5;

    /// <summary>A standing region shorter than this may be one high letter of lying text.</summary>
    private const double LetterRatio = 3;

    /// <summary>Lines that are read to tell the way.</summary>
    private const int Samples = 6;

    /// <summary>Confidence of the samples that needs no look at the other way.</summary>
    private const double SureConfidence = 0.93;

    /// <summary>Reads regions.</summary>
    /// <param name="rendering">The picture.</param>
    /// <param name="regions">With angles above -45° and up to 45°.</param>
    /// <param name="cancellationToken">Ends it between runs.</param>
    public IReadOnlyList<FoundLine> Read(Rendering rendering, IReadOnlyList<Rectangle> regions, CancellationToken cancellationToken)
    {
        var standing = regions.Where(region => region.Height >= LongRatio * region.Width).ToList();
        var lying = regions.Where(region => region.Width >= LongRatio * region.Height).ToList();
        var isStandingPage = standing.Sum(region => region.Height) > lying.Sum(region => region.Width);
        var minority = isStandingPage ? lying : standing;
        var (lines, quarters) = ReadAlong(rendering, [.. regions.Except(minority)], isStandingPage ? 1 : 0, cancellationToken);
        var (others, _) = ReadAlong(rendering, minority, isStandingPage ? 0 : 1, cancellationToken);
        return [.. lines, .. Letters(rendering, others, quarters, cancellationToken)];
    }

    /// <summary>Regions of one axis: a sample both ways, then all the surer way.</summary>
    private (List<FoundLine> Lines, int Quarters) ReadAlong(
        Rendering rendering,
        List<Rectangle> regions,
        int quarters,
        CancellationToken cancellationToken
    )
    {
        var sorted = regions.OrderByDescending(region => region.Turned(quarters).Width).ToList();
        var samples = Read(rendering, sorted.Take(Samples), quarters, cancellationToken);
        if (samples.Count > 0 && Confidence(samples) < SureConfidence)
        {
            var turned = Read(rendering, sorted.Take(Samples), quarters + 2, cancellationToken);
            if (Confidence(turned) > Confidence(samples))
                (samples, quarters) = (turned, quarters + 2);
        }

        return ([.. samples, .. Read(rendering, sorted.Skip(Samples), quarters, cancellationToken)], quarters);
    }

    /// <summary>Short regions across the page may be single high letters: read as the page is too; the surer counts.</summary>
    private IEnumerable<FoundLine> Letters(Rendering rendering, List<FoundLine> others, int quarters, CancellationToken cancellationToken)
    {
        var letters = others.Where(line => line.Area.Width < LetterRatio * line.Area.Height).ToList();
        var turns = letters.Select(line => line.Area.Turned(-1).Upright());
        var alternatives = Read(rendering, turns, quarters, cancellationToken);
        return others
            .Except(letters)
            .Concat(letters.Zip(alternatives, (one, other) => other.Line.Confidence > one.Line.Confidence ? other : one));
    }

    private List<FoundLine> Read(Rendering rendering, IEnumerable<Rectangle> regions, int quarters, CancellationToken cancellationToken)
    {
        var turned = regions.Select(region => region.Turned(quarters)).ToList();
        return [.. turned.Zip(recognizer.Read(rendering, turned, cancellationToken), (area, line) => new FoundLine(area, line))];
    }

    /// <summary>Mean over characters, so that long lines count more.</summary>
    private static double Confidence(List<FoundLine> lines)
    {
        var characters = lines.Sum(line => line.Line.Text.Length);
        return characters == 0 ? 0 : lines.Sum(line => line.Line.Confidence * line.Line.Text.Length) / characters;
    }
}
