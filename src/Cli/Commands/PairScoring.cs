using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Cli.Commands;

/// <summary>
/// Scores many pairs on all processors. Pairs about one picture go together, so that it is read, decoded and encoded once and its texts
/// share the runs of the models; answers come in the order of the lines. Lines are taken by windows: memory does not grow with the file.
/// </summary>
/// <param name="pipeline">Scores.</param>
/// <param name="pictures">Finds pictures.</param>
/// <param name="folder">The base of relative names; null for the working folder.</param>
/// <param name="options">What is asked of every pair.</param>
/// <param name="limit">How long texts may be.</param>
internal sealed class PairScoring(
    CaptionPipeline pipeline,
    PictureSources pictures,
    string? folder,
    CaptionOptions options,
    TextLimit limit
)
{
    private const int MaxLines = 32_768,
        MaxCharacters = 16 << 20;

    /// <summary>Scores all pairs.</summary>
    /// <param name="lines">The pairs; each window is read when the one before is answered.</param>
    /// <param name="workers">Pictures at the same time.</param>
    /// <param name="onScored">Takes the answers, one at a time, in order.</param>
    /// <param name="cancellationToken">Ends it; what was answered stays answered.</param>
    public async Task RunAsync(
        IEnumerable<PairLine> lines,
        int workers,
        Func<PairLine, Result<CaptionScore, CaptionFailure>, Task> onScored,
        CancellationToken cancellationToken
    )
    {
        foreach (var window in Windows(lines))
        {
            using var results = new OrderedResults(window, onScored);
            var byPicture = Enumerable.Range(0, window.Count).GroupBy(i => window[i].Image);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                byPicture,
                parallel,
                async (group, token) =>
                {
                    int[] indices = [.. group];
                    await results.AddAsync(indices, await ScoreAsync([.. indices.Select(i => window[i])], token));
                }
            );
        }
    }

    private static IEnumerable<List<PairLine>> Windows(IEnumerable<PairLine> lines)
    {
        var (window, characters) = (new List<PairLine>(), 0);
        foreach (var line in lines)
        {
            window.Add(line);
            characters += line.Caption?.Length ?? 0;
            if (window.Count < MaxLines && characters < MaxCharacters)
                continue;
            yield return window;
            (window, characters) = ([], 0);
        }

        if (window.Count > 0)
            yield return window;
    }

    /// <summary>All pairs about one picture; a pair that is faulty by itself fails alone.</summary>
    private async Task<Result<CaptionScore, CaptionFailure>[]> ScoreAsync(PairLine[] lines, CancellationToken cancellationToken)
    {
        var results = lines
            .Select(line => Validate(line) is { } failure ? failure : default(Result<CaptionScore, CaptionFailure>))
            .ToArray();
        var valid = Enumerable.Range(0, lines.Length).Where(i => results[i].Failure is null).ToList();
        if (valid.Count == 0)
            return results;
        var scored = await ScoreAsync(lines[valid[0]].Image!, [.. valid.Select(i => lines[i].Caption!)], cancellationToken);
        for (var i = 0; i < valid.Count; i++)
        {
            results[valid[i]] = scored.TryGet(out var scores, out var failure) ? scores[i] : failure;
        }

        return results;
    }

    private async Task<Result<IReadOnlyList<CaptionScore>, CaptionFailure>> ScoreAsync(
        string image,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var word = folder is null || image.Contains("://", StringComparison.Ordinal) ? image : Path.Combine(folder, image);
        var sources = await pictures.ExpandAsync([word], cancellationToken);
        if (sources is not [var source])
            return new CaptionFailure(FailureReason.NotFound, "Exactly one picture is needed.");
        return (await source.ReadAsync(cancellationToken)).TryGet(out var bytes, out var failure)
            ? pipeline.ScoreMany(
                new CaptionRequest(bytes, CaptionContext.None with { FileName = FileNameOf(source.Name) }, options),
                texts,
                cancellationToken
            )
            : failure;
    }

    /// <summary>Words that are no more than their own file's name are noticed.</summary>
    private static string? FileNameOf(string source) => source == "-" ? null : source.Split('/', '\\')[^1];

    private CaptionFailure? Validate(PairLine line)
    {
        var where = line.Number > 0 ? $"line {line.Number}: " : "";
        if (line.Image is null || line.Caption is null)
            return new CaptionFailure(FailureReason.MalformedRequest, where + "The line is no object with image and caption.");
        if (string.IsNullOrWhiteSpace(line.Caption))
            return new CaptionFailure(FailureReason.MalformedRequest, where + "There are no words to judge.", "caption");
        return limit.Validate(line.Caption, "caption") is { } tooLong ? tooLong with { Detail = where + tooLong.Detail } : null;
    }

    /// <summary>Holds answers back until those before them are there.</summary>
    private sealed class OrderedResults(List<PairLine> lines, Func<PairLine, Result<CaptionScore, CaptionFailure>, Task> answer)
        : IDisposable
    {
        private readonly Result<CaptionScore, CaptionFailure>?[] _waiting = new Result<CaptionScore, CaptionFailure>?[lines.Count];
        private readonly SemaphoreSlim _turn = new(1, 1);
        private int _next;

        public void Dispose() => _turn.Dispose();

        public async Task AddAsync(int[] indices, Result<CaptionScore, CaptionFailure>[] results)
        {
            await _turn.WaitAsync();
            try
            {
                for (var i = 0; i < indices.Length; i++)
                    _waiting[indices[i]] = results[i];
                for (; _next < lines.Count && _waiting[_next] is { } result; _next++)
                {
                    _waiting[_next] = null;
                    await answer(lines[_next], result);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
