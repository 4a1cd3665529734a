using FsCheck.Xunit;
using Serverless.Core.Generation;

namespace Serverless.Core.Tests.Generation;

public sealed class SearchTests
{
    private const int Start = 0,
        End = 1;

    private static readonly GenerationOptions Plain = new()
    {
        StartTokenId = Start,
        EndTokenIds = [End],
        MaxLength = 6,
    };

    private static int Beams(bool isBeam) => isBeam ? 3 : 1;

    /// <summary>The likeliest first token leads to unlikely second ones.</summary>
    private static ToyDecoder WrongRoad() =>
        new(
            4,
            Start,
            (_, ids) =>
                ids switch
                {
                    [Start] => Logs(0, 0.01f, 0.55f, 0.44f),
                    [Start, 2] => Logs(0, 0.4f, 0.3f, 0.3f),
                    [Start, 3] => Logs(0, 0.98f, 0.01f, 0.01f),
                    _ => Logs(0, 0.98f, 0.01f, 0.01f),
                }
        );

    [Fact]
    public void Beam_search_finds_the_better_road_that_greedy_search_misses()
    {
        Assert.Equal([Start, 2, End], Search(WrongRoad(), Plain).Ids);
        Assert.Equal([Start, 3, End], Search(WrongRoad(), Plain with { NumBeams = 2 }).Ids);
    }

    [Fact]
    public void Beam_search_breaks_ties_by_lower_token_id()
    {
        ToyDecoder Even() => new(4, Start, (_, ids) => ids.Count == 1 ? Logs(0, 0, 0.5f, 0.5f) : Logs(0, 1, 0, 0));
        Assert.Equal([Start, 2, End], Search(Even(), Plain).Ids);
        var both = TextGenerator.Generate(Even(), 1, Plain with { NumBeams = 2, NumReturnSequences = 2 }, default)[0];
        Assert.Equal(
            [
                [Start, 2, End],
                [Start, 3, End],
            ],
            both.Select(hypothesis => hypothesis.Ids)
        );
    }

    [Property]
    public void A_beam_of_one_equals_greedy(int seed)
    {
        var greedy = Search(ToyDecoder.Random(5, seed), Plain);
        var beam = new BeamSearch(Plain, 5);
        var decoder = ToyDecoder.Random(5, seed);
        var parents = new int[1];
        while (!beam.IsFinished)
            beam.Advance(decoder.Extend([beam.Row(0).Token], parents, default));
        Assert.Equal(greedy.Ids, beam.Results()[0].Ids);
    }

    [Property]
    public void A_beam_that_can_keep_everything_equals_exhaustive_search(int seed)
    {
        const int Vocabulary = 3,
            Length = 4;
        var options = Plain with { MaxLength = Length, NumBeams = 27, EarlyStopping = EarlyStopping.WhenImpossible, LengthPenalty = 0 };
        var best = Exhaustive(ToyDecoderTable(seed, Vocabulary), Vocabulary, Length);
        var found = Search(ToyDecoder.Random(Vocabulary, seed), options);
        Assert.Equal(best.Ids, found.Ids);
        Assert.Equal(best.Sum, found.Score, 1e-4);
    }

    [Property]
    public void A_batch_gives_each_picture_what_it_gets_alone(int seed, bool isBeam)
    {
        var beams = Beams(isBeam);
        var options = Plain with { NumBeams = beams, NumReturnSequences = beams, MaxLength = 9 };
        var together = TextGenerator.Generate(ToyDecoder.Random(6, seed), 4, options, default);
        for (var picture = 0; picture < 4; picture++)
        {
            var which = picture;
            var table = ToyDecoderTable(seed, 6);
            var alone = TextGenerator.Generate(new ToyDecoder(6, Start, (_, ids) => table(which, ids)), 1, options, default)[0];
            Assert.Equal(
                alone.Select(one => (string.Join(' ', one.Ids), one.Score)),
                together[picture].Select(one => (string.Join(' ', one.Ids), one.Score))
            );
        }
    }

    [Property]
    public void Nothing_stops_before_the_minimum_length_and_nothing_runs_past_the_maximum(int seed, bool isBeam)
    {
        var ids = Search(ToyDecoder.Random(5, seed), Plain with { NumBeams = Beams(isBeam), MinLength = 4, MaxLength = 7 }).Ids;
        Assert.InRange(ids.Count, 5, 7);
    }

    [Property]
    public void No_run_of_tokens_occurs_twice_when_forbidden(int seed)
    {
        var ids = Search(ToyDecoder.Random(3, seed), Plain with { NumBeams = 2, NoRepeatNgramSize = 2, MaxLength = 10 }).Ids;
        var pairs = ids.Zip(ids.Skip(1)).ToList();
        Assert.Equal(pairs.Count, pairs.Distinct().Count());
    }

    [Property]
    public void Forced_and_suppressed_tokens_are_obeyed(int seed, bool isBeam)
    {
        var options = Plain with
        {
            NumBeams = Beams(isBeam),
            ForcedStartTokenId = 3,
            ForcedEndTokenId = End,
            SuppressedTokenIds = [2],
            SuppressedAtStartTokenIds = [4],
            MaxLength = 6,
        };
        var ids = Search(ToyDecoder.Random(5, seed), options).Ids;
        Assert.Equal(3, ids[1]);
        Assert.DoesNotContain(2, ids);
        if (ids.Count == 6)
            Assert.Equal(End, ids[^1]);
    }

    [Fact]
    public void Any_of_several_end_tokens_ends()
    {
        var decoder = new ToyDecoder(4, Start, (_, ids) => ids.Count == 1 ? Logs(0, 0, 1, 0) : Logs(0, 0, 0, 1));
        Assert.Equal([Start, 2, 3], Search(decoder, Plain with { EndTokenIds = [End, 3] }).Ids);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_finished_picture_leaves_the_rows_of_later_steps(int beams)
    {
        const int Early = 2,
            Late = 6;
        var lengths = new Dictionary<int, int>();
        var decoder = new ToyDecoder(
            4,
            Start,
            (picture, ids) =>
            {
                lengths[picture] = Math.Max(lengths.GetValueOrDefault(picture), ids.Count);
                return ids.Count < (picture == 1 ? Late : Early) ? Logs(0, 0, 0.7f, 0.3f) : Logs(0, 0.98f, 0.01f, 0.01f);
            }
        );
        var found = TextGenerator.Generate(
            decoder,
            3,
            Plain with
            {
                NumBeams = beams,
                MaxLength = 20,
                EndTokenIds = [End],
                EarlyStopping = EarlyStopping.WhenEnough,
            },
            default
        );
        Assert.Equal([Early + 1, Late + 1, Early + 1], found.Select(hypotheses => hypotheses[0].Ids.Count));
        Assert.Equal((Early, Late, Early), (lengths[0], lengths[1], lengths[2]));
    }

    [Property]
    public void A_picture_that_is_given_up_leaves_at_the_next_step_and_the_others_get_what_they_get_anyway(
        int seed,
        bool isBeam,
        byte which,
        byte when
    )
    {
        const int Pictures = 4;
        var (given, after) = (which % Pictures, 1 + (when % 4));
        var options = Plain with { NumBeams = Beams(isBeam), NumReturnSequences = Beams(isBeam), MinLength = 6, MaxLength = 9 };
        var all = TextGenerator.Generate(ToyDecoder.Random(6, seed), Pictures, options, default);
        var random = ToyDecoder.Random(6, seed);
        var longest = 0;
        var decoder = new ToyDecoder(
            6,
            Start,
            (picture, ids) =>
            {
                longest = picture == given ? Math.Max(longest, ids.Count) : longest;
                return random.Next(picture, ids);
            }
        );
        var left = TextGenerator.Generate(decoder, Pictures, options, picture => picture == given && decoder.Steps >= after, default);
        Assert.Empty(left[given]);
        Assert.Equal(after, longest);
        for (var picture = 0; picture < Pictures; picture++)
            if (picture != given)
                Assert.Equal(
                    all[picture].Select(one => (string.Join(' ', one.Ids), one.Score, string.Join(' ', one.TokenLogProbabilities))),
                    left[picture].Select(one => (string.Join(' ', one.Ids), one.Score, string.Join(' ', one.TokenLogProbabilities)))
                );
    }

    [Fact]
    public void A_search_that_everybody_gave_up_takes_no_further_step()
    {
        var decoder = ToyDecoder.Random(6, 1);
        Assert.All(TextGenerator.Generate(decoder, 3, Plain with { MinLength = 5 }, _ => decoder.Steps == 2, default), Assert.Empty);
        Assert.Equal(2, decoder.Steps);
    }

    [Fact]
    public void A_cancelled_search_takes_no_further_step()
    {
        using var stop = new CancellationTokenSource();
        var decoder = new ToyDecoder(
            3,
            Start,
            (_, ids) =>
            {
                if (ids.Count == 3)
                    stop.Cancel();
                return Logs(0, 0, 1);
            }
        );
        Assert.Throws<OperationCanceledException>(() => TextGenerator.Generate(decoder, 1, Plain with { MaxLength = 50 }, stop.Token));
        Assert.Equal(3, decoder.Steps);
    }

    [Theory]
    [InlineData(0, 1, 6, "num_beams")]
    [InlineData(2, 3, 6, "num_return_sequences")]
    [InlineData(1, 1, 1, "max_length")]
    public void Faulty_options_are_refused_by_name(int beams, int sequences, int length, string expected)
    {
        var options = Plain with { NumBeams = beams, NumReturnSequences = sequences, MaxLength = length };
        Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => Search(ToyDecoder.Random(3, 1), options)).Message,
            StringComparison.Ordinal
        );
    }

    private static float[] Logs(params float[] probabilities) => Array.ConvertAll(probabilities, MathF.Log);

    private static Hypothesis Search(ToyDecoder decoder, GenerationOptions options) =>
        TextGenerator.Generate(decoder, 1, options, default)[0][0];

    private static Func<int, IReadOnlyList<int>, float[]> ToyDecoderTable(int seed, int vocabulary) =>
        (picture, ids) =>
        {
            // The decoder sees every run from its start, so the table is that of ToyDecoder.Random.
            var decoder = ToyDecoder.Random(vocabulary, seed);
            var parents = new int[picture + 1];
            for (var i = 0; i <= picture; i++)
                parents[i] = i;
            var logits = decoder.Extend(new int[picture + 1], parents, default).ToArray();
            for (var i = 1; i < ids.Count; i++)
                logits = decoder.Extend(Enumerable.Repeat(ids[i], picture + 1).ToArray(), parents, default).ToArray();
            return logits[(picture * vocabulary)..((picture + 1) * vocabulary)];
        };

    private static (int[] Ids, double Sum) Exhaustive(Func<int, IReadOnlyList<int>, float[]> table, int vocabulary, int length)
    {
        var (best, sum) = (Array.Empty<int>(), double.NegativeInfinity);
        void Walk(List<int> ids, double total)
        {
            if (ids.Count == length || (ids.Count > 1 && ids[^1] == End))
            {
                if (total > sum)
                    (best, sum) = ([.. ids], total);
                return;
            }

            var logs = table(0, ids);
            for (var token = 0; token < vocabulary; token++)
                Walk([.. ids, token], total + logs[token]);
        }

        Walk([Start], 0);
        return (best, sum);
    }
}
