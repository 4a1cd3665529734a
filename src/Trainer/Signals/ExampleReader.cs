using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Packages;
using Serverless.Trainer.Data;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Signals;

/// <summary>Judgments with their signals: those of reviews as they were kept, all others measured by the parent's own pipeline.</summary>
/// <param name="pipeline">The parent's.</param>
/// <param name="cache">What was measured before.</param>
/// <param name="model">The parent's name and version; signals of another model are not its own.</param>
internal sealed class ExampleReader(CaptionPipeline pipeline, SignalCache cache, string model)
{
    /// <param name="snapshot">The data.</param>
    /// <param name="progress">Is told how many pictures are measured, of how many.</param>
    /// <param name="cancellationToken">Ends it; what was measured is kept.</param>
    /// <returns>The examples; a wrong usage (<c>gone</c>) where a picture is not there any more, or another one.</returns>
    public async Task<Result<ExampleSet, PackageFailure>> ReadAsync(
        Snapshot snapshot,
        Action<int, int>? progress,
        CancellationToken cancellationToken
    )
    {
        var byPicture = snapshot
            .Judgments.Where(one => one.Signals is null && one.By != SnapshotJudgment.Labels)
            .GroupBy(one => one.Picture, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Select(one => one.Words).ToList(), StringComparer.Ordinal);
        var toMeasure = snapshot.Pictures.Where(picture => byPicture.ContainsKey(picture.Sha256)).ToList();
        var gone = new List<string>();
        var unreadable = new List<string>();
        for (var i = 0; i < toMeasure.Count; i++)
        {
            progress?.Invoke(i, toMeasure.Count);
            var (picture, words) = (toMeasure[i], byPicture[toMeasure[i].Sha256]);
            var known = cache.Find(picture.Sha256);
            var missing = words.Where(text => known?.Words.ContainsKey(text) != true).ToList();
            if (missing.Count == 0 && known is not null)
                continue;
            if (await ReadAsync(snapshot, picture, cancellationToken) is not { } bytes)
            {
                gone.Add(picture.Name ?? picture.Sha256);
                continue;
            }

            if (!pipeline.Measure(bytes, missing, cancellationToken).TryGet(out var measured, out var failure))
            {
                unreadable.Add($"{picture.Name}: {failure.Detail}");
                continue;
            }

            await cache.AddAsync(Of(picture.Sha256, missing, measured), cancellationToken);
        }

        if (gone.Count > 0)
        {
            var names = string.Join(", ", gone.Take(5)) + (gone.Count > 5 ? $" and {gone.Count - 5} more" : "");
            return PackageFailure.WrongUsage("gone", $"The snapshot names pictures that are not there, or are others now: {names}.");
        }

        return Examples(snapshot, unreadable);
    }

    private static async Task<byte[]?> ReadAsync(Snapshot snapshot, SnapshotPicture picture, CancellationToken cancellationToken)
    {
        if (picture.Name is null || picture.Source < 0 || picture.Source >= snapshot.Sources.Count)
            return null;
        var path = Path.Combine(snapshot.Sources[picture.Source].Address, picture.Name);
        if (!File.Exists(path))
            return null;
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == picture.Sha256 ? bytes : null;
    }

    private static MeasuredWords Of(string picture, List<string> words, MeasuredPicture measured) =>
        new(
            picture,
            measured.Kind.ToString(),
            [.. measured.Labels.Select(label => label.Label.Name)],
            words
                .Zip(measured.Given)
                .GroupBy(pair => pair.First, StringComparer.Ordinal)
                .ToDictionary(
                    same => same.Key,
                    same => same.First().Second is { } signals ? StoredSignals.Of(signals) : null,
                    StringComparer.Ordinal
                )
        );

    private ExampleSet Examples(Snapshot snapshot, List<string> leftOut)
    {
        var pictures = snapshot.Pictures.ToDictionary(picture => picture.Sha256, StringComparer.Ordinal);
        var balance = OwnSwappedBalance.Of(snapshot.Judgments);
        var spoken = snapshot.Judgments.Where(one => one.By != SnapshotJudgment.Person).ToLookup(one => one.Picture, one => one.Words);
        var examples = new List<Example>();
        var preferences = new List<(string Group, bool IsHeld, SentencePreference Choice, double Weight)>();
        var (others, unscored) = (0, 0);
        foreach (var one in snapshot.Judgments)
        {
            if (!pictures.TryGetValue(one.Picture, out var picture))
                continue;
            var words = WordsOf(one);
            var isForeign = (one.Signals is not null || words == JudgedWords.Names) && !IsOfModel(one.Model);
            var known = cache.Find(one.Picture);
            var signals =
                words == JudgedWords.Names
                    ? NamesCurve.SignalsOf(one.Confidence!.Value)
                    : (one.Signals ?? known?.Words.GetValueOrDefault(one.Words))?.ToSignals();
            if (isForeign)
                others++;
            else if (signals is null)
                unscored++;
            else
            {
                var slices = SliceRules.Embedded.Of(picture, one.Kind ?? known?.Kind, known?.Labels ?? [], spoken[one.Picture]);
                var weight = one.Weight * balance.FactorOf(one);
                examples.Add(new Example(one.Picture, picture.Group, picture.IsHeld, words, signals, one.Right, weight, slices));
                if (one.Choice is { } choice)
                    preferences.Add((picture.Group, picture.IsHeld, choice, one.Weight));
            }
        }

        if (others > 0)
            leftOut.Add($"{others} judgments were measured by another model than {model}");
        if (unscored > 0)
            leftOut.Add($"{unscored} judgments are of words that the models do not score");
        return new ExampleSet(examples, preferences, leftOut);
    }

    private static JudgedWords WordsOf(SnapshotJudgment one) =>
        one.By switch
        {
            SnapshotJudgment.Person => JudgedWords.Given,
            SnapshotJudgment.Labels => JudgedWords.Names,
            _ => JudgedWords.Own,
        };

    /// <summary>A patch version measures as its parent does: only the head is another.</summary>
    private bool IsOfModel(string? other) => other is not null && MinorOf(other) == MinorOf(model);

    private static string MinorOf(string model) => model[..Math.Max(0, model.LastIndexOf('.'))];
}

/// <summary>What a snapshot gives to learn from.</summary>
/// <param name="Examples">The judgments.</param>
/// <param name="Preferences">Which of several sentences people prefer.</param>
/// <param name="LeftOut">What was left out, and why.</param>
internal sealed record ExampleSet(
    IReadOnlyList<Example> Examples,
    IReadOnlyList<(string Group, bool IsHeld, SentencePreference Choice, double Weight)> Preferences,
    IReadOnlyList<string> LeftOut
);
