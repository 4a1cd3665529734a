namespace Serverless.Core.Generation;

/// <summary>
/// Runs the searches of all pictures of a batch, all their beams in one step; a picture that is finished, or given up, leaves the batch.
/// </summary>
public static class TextGenerator
{
    /// <summary>Generates.</summary>
    /// <param name="step">The decoder, fresh.</param>
    /// <param name="pictures">How many pictures the decoder was started with.</param>
    /// <param name="options">The options; see <see cref="GenerationOptions.Validate"/>.</param>
    /// <param name="cancellationToken">Checked before every token.</param>
    /// <returns>[pictures] hypotheses, best first, at most <see cref="GenerationOptions.NumReturnSequences"/> each.</returns>
    /// <exception cref="ArgumentException">The options are faulty.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between or within steps.</exception>
    public static IReadOnlyList<IReadOnlyList<Hypothesis>> Generate(
        IDecoderStep step,
        int pictures,
        GenerationOptions options,
        CancellationToken cancellationToken
    ) => Generate(step, pictures, options, static _ => false, cancellationToken);

    /// <summary>Generates for pictures that may be given up one by one; the others get what they would get beside them.</summary>
    /// <param name="step">The decoder, fresh.</param>
    /// <param name="pictures">How many pictures the decoder was started with.</param>
    /// <param name="options">The options; see <see cref="GenerationOptions.Validate"/>.</param>
    /// <param name="isGone">Whether nobody wants a picture any more, from 0; asked behind every step, and not again once it
    /// was true.</param>
    /// <param name="cancellationToken">Checked before every token.</param>
    /// <returns>[pictures] hypotheses, best first; none for a picture that was given up before its search was over.</returns>
    /// <exception cref="ArgumentException">The options are faulty.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between or within steps.</exception>
    public static IReadOnlyList<IReadOnlyList<Hypothesis>> Generate(
        IDecoderStep step,
        int pictures,
        GenerationOptions options,
        Func<int, bool> isGone,
        CancellationToken cancellationToken
    )
    {
        if (options.Validate(step.VocabularySize) is { } error)
            throw new ArgumentException(error, nameof(options));
        // null where the picture is given up
        var searches = Enumerable.Range(0, pictures).Select(ISequenceSearch? (_) => Start(step, options)).ToArray();
        // where each picture's rows began in the step before; in the first, the picture itself
        var offsets = Enumerable.Range(0, pictures).ToArray();
        var tokens = new int[pictures * options.NumBeams];
        var parents = new int[pictures * options.NumBeams];
        while (Array.Exists(searches, search => search is { IsFinished: false }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = Gather(searches, offsets, tokens, parents);
            var logits = step.Extend(tokens.AsSpan(0, rows), parents.AsSpan(0, rows), cancellationToken);
            for (var picture = 0; picture < pictures; picture++)
            {
                if (searches[picture] is not { IsFinished: false } search)
                    continue;
                if (isGone(picture))
                    searches[picture] = null;
                else
                    search.Advance(logits.Slice(offsets[picture] * step.VocabularySize, search.Rows * step.VocabularySize));
            }
        }

        return [.. searches.Select(search => search?.Results() ?? [])];
    }

    private static ISequenceSearch Start(IDecoderStep step, GenerationOptions options) =>
        options.NumBeams == 1 ? new GreedySearch(options, step.VocabularySize) : new BeamSearch(options, step.VocabularySize);

    private static int Gather(ISequenceSearch?[] searches, int[] offsets, int[] tokens, int[] parents)
    {
        var rows = 0;
        for (var picture = 0; picture < searches.Length; picture++)
        {
            if (searches[picture] is not { IsFinished: false } search)
                continue;
            var first = rows;
            for (var row = 0; row < search.Rows; row++)
            {
                (tokens[rows], var parent) = search.Row(row);
                parents[rows++] = offsets[picture] + parent;
            }

            offsets[picture] = first;
        }

        return rows;
    }
}
