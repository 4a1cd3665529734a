using Serverless.Evaluation.CaptionMetrics;
using Serverless.Evaluation.Statistics;

namespace Serverless.Evaluation.Reports;

/// <summary>Captions and judgements to a report.</summary>
/// <param name="rounds">Resamples of each interval.</param>
public sealed class EvaluationReporter(int rounds = 1_000)
{
    private const int MinSliceSize = 20;

    /// <summary>Caption metrics over all, by kind of picture and by verdict; slices under 20 pictures are left out.</summary>
    /// <param name="captioned">Pictures with captions.</param>
    public IReadOnlyList<CaptionRow> Captions(IReadOnlyList<CaptionedPicture> captioned)
    {
        var described = captioned.Where(picture => picture.Caption is not null).ToList();
        if (described.Count == 0)
            return [];
        var items = described
            .Select(picture => new CaptionItem(
                PtbTokenizer.Tokenize(picture.Caption!),
                [.. picture.Picture.References.Select(PtbTokenizer.Tokenize)]
            ))
            .ToList();
        var cider = new Cider(items);
        var scored = items
            .Select(item => new ScoredItem(Bleu.Count(item), RougeL.Each(item), cider.Each(item), cider.EachD(item)))
            .ToList();
        var slices = new List<(string Name, List<int> Members)> { ("all", [.. Enumerable.Range(0, items.Count)]) };
        slices.AddRange(Slices(described, picture => "kind " + picture.Kind));
        slices.AddRange(Slices(described, picture => "verdict " + picture.Verdict));
        return [.. slices.Select(slice => Row(slice.Name, [.. slice.Members.Select(member => scored[member])]))];
    }

    /// <summary>Agreement of each signal with people, over all judgements and over those of captions written for the picture.</summary>
    /// <param name="judgements">Judgements with signals.</param>
    public IReadOnlyList<AgreementRow> Agreement(IReadOnlyList<ScoredJudgement> judgements)
    {
        if (judgements.Count == 0)
            return [];
        var signals = new (string Name, bool IsProbability, Func<ScoredJudgement, double?> Of)[]
        {
            ("quality score", true, one => one.Score),
            ("bare quality model", true, one => one.Fit),
            ("lift", false, one => one.Lift),
            ("confidence (baseline)", true, one => one.Confidence),
            ("length (baseline)", false, one => one.Words),
        };
        var slices = new List<(string Name, List<ScoredJudgement> Members)> { ("all", [.. judgements]) };
        foreach (var isOwn in (bool[])[true, false])
        {
            var members = judgements.Where(one => one.Judgement.IsOwn == isOwn).ToList();
            if (members.Count >= MinSliceSize && members.Count < judgements.Count)
                slices.Add((isOwn ? "own captions" : "swapped captions", members));
        }

        return
        [
            .. slices.SelectMany(slice =>
                signals
                    .Where(signal => slice.Members.All(one => signal.Of(one) is not null))
                    .Select(signal => Row(signal.Name, slice.Name, signal.IsProbability, slice.Members, one => signal.Of(one)!.Value))
            ),
        ];
    }

    private static IEnumerable<(string Name, List<int> Members)> Slices(
        List<CaptionedPicture> pictures,
        Func<CaptionedPicture, string> key
    ) =>
        Enumerable
            .Range(0, pictures.Count)
            .GroupBy(i => key(pictures[i]))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, Members: group.ToList()))
            .Where(slice => slice.Members.Count >= MinSliceSize && slice.Members.Count < pictures.Count);

    private CaptionRow Row(string slice, List<ScoredItem> items)
    {
        Interval OfBleu(int order) =>
            Bootstrap.Of(items.Count, rounds, drawn => Bleu.Score(drawn.Select(i => items[i].Bleu).Aggregate(BleuParts.Add))[order - 1])!;
        Interval Mean(Func<ScoredItem, double> of) => Bootstrap.Of(items.Count, rounds, drawn => drawn.Average(i => of(items[i])))!;
        return new CaptionRow(
            slice,
            items.Count,
            OfBleu(1),
            OfBleu(2),
            OfBleu(3),
            OfBleu(4),
            Mean(item => item.RougeL),
            Mean(item => item.Cider),
            Mean(item => item.CiderD)
        );
    }

    private AgreementRow Row(
        string signal,
        string slice,
        bool isProbability,
        List<ScoredJudgement> members,
        Func<ScoredJudgement, double> of
    )
    {
        var pictures = members
            .GroupBy(one => one.Judgement.Image)
            .Select(group => group.Select(one => (Score: of(one), one.Judgement.Share)).ToArray())
            .ToList();
        double[] Scores(IReadOnlyList<int> drawn) => [.. drawn.SelectMany(i => pictures[i].Select(one => one.Score))];
        double[] Shares(IReadOnlyList<int> drawn) => [.. drawn.SelectMany(i => pictures[i].Select(one => one.Share))];
        var all = Enumerable.Range(0, pictures.Count).ToArray();
        return new AgreementRow(
            signal,
            slice,
            members.Count,
            Bootstrap.Of(pictures.Count, rounds / 5, drawn => KendallTau.Of(Scores(drawn), Shares(drawn))?.TauB),
            KendallTau.Of(Scores(all), Shares(all))?.TauC,
            Bootstrap.Of(
                pictures.Count,
                rounds / 5,
                drawn => Classification.Auc([.. Shares(drawn).Select(share => share > 0.5)], Scores(drawn))
            ),
            isProbability ? Classification.CalibrationError(Shares(all), Scores(all)) : null
        );
    }

    private sealed record ScoredItem(BleuParts Bleu, double RougeL, double Cider, double CiderD);
}
