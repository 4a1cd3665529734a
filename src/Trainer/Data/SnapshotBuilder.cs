using Serverless.Core;
using Serverless.Packages;

namespace Serverless.Trainer.Data;

/// <summary>Puts what sources hold together into one snapshot.</summary>
/// <param name="clock">Gives the time.</param>
public sealed class SnapshotBuilder(TimeProvider clock)
{
    /// <summary>Builds one.</summary>
    /// <param name="sources">At least one.</param>
    /// <returns>The snapshot; a wrong usage (<c>no_judgments</c>) where nobody judged anything.</returns>
    public Result<Snapshot, PackageFailure> Build(IReadOnlyList<SourceContent> sources)
    {
        var pictures = PictureSplit.Of(Merged(sources));
        var judgments = Merged(sources.SelectMany(source => source.Judgments));
        if (judgments.Count == 0)
        {
            var names = string.Join(", ", sources.Select(source => source.Name));
            var why = string.Join("; ", sources.SelectMany(source => source.LeftOut).Take(3));
            return PackageFailure.WrongUsage("no_judgments", $"Nobody judged anything there{(why.Length > 0 ? ": " + why : "")}.", names);
        }

        return SnapshotFile.Seal(
            new Snapshot(
                clock.GetUtcNow(),
                "",
                [
                    .. sources.Select(source => new SnapshotSource(
                        source.Address,
                        source.Kind,
                        source.Name,
                        source.Pictures.Count,
                        source.Judgments.Count,
                        source.LeftOut
                    )),
                ],
                pictures,
                judgments
            )
        );
    }

    /// <summary>A picture of several sources stands once; where it can be read counts, and all that was written about it.</summary>
    private static IEnumerable<SnapshotPicture> Merged(IReadOnlyList<SourceContent> sources) =>
        sources
            .SelectMany((source, i) => source.Pictures.Select(picture => picture with { Source = i }))
            .GroupBy(picture => picture.Sha256)
            .Select(same =>
                same.OrderBy(picture => picture.Name is null).First() with
                {
                    Captions = [.. same.SelectMany(picture => picture.Captions).Distinct(StringComparer.Ordinal)],
                }
            );

    /// <summary>The same words about the same picture, judged in two places, count once, as what both say together.</summary>
    private static List<SnapshotJudgment> Merged(IEnumerable<SnapshotJudgment> judgments) =>
        [
            .. judgments
                .GroupBy(one => (one.Picture, one.Words, one.By))
                .Select(same =>
                {
                    var all = same.ToList();
                    if (all.Count == 1)
                        return all[0];
                    var weight = all.Sum(one => one.Weight);
                    var first = all.OrderBy(one => one.Signals is null).ThenBy(one => one.Origin, StringComparer.Ordinal).First();
                    var right = Math.Round(all.Sum(one => one.Weight * one.Right) / weight, 6);
                    return first with { Right = right, Weight = all.Max(one => one.Weight) };
                })
                .OrderBy(one => one.Picture, StringComparer.Ordinal)
                .ThenBy(one => one.Words, StringComparer.Ordinal)
                .ThenBy(one => one.By, StringComparer.Ordinal),
        ];
}
