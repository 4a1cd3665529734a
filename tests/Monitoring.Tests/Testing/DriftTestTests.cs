using Serverless.Core.Pipeline;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Testing;

namespace Serverless.Monitoring.Tests.Testing;

/// <summary>Over statistics of real pixels: parts of the sample photographs.</summary>
public sealed class DriftTestTests
{
    private const int WindowSize = 200;

    public static TheoryData<string, string, string> Shifts =>
        new()
        {
            { "darker", TrafficStatistics.Brightness, "pictures are darker: mean brightness " },
            { "blurred", TrafficStatistics.Sharpness, "pictures are blurrier: sharpness " },
            { "noisy", TrafficStatistics.Sharpness, "pictures are sharper or noisier: sharpness " },
            { "red for blue", TrafficStatistics.Warmth, "colours are bluer: red less blue " },
            { "half black", TrafficStatistics.Evenness, "even areas are larger: even areas " },
        };

    /// <summary>
    /// At most one window in a hundred may be told to have moved where none has. Of 200 windows more than 8 would be told by chance less
    /// than once in a thousand times (the binomial distribution of 200 and 0.01).
    /// </summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Windows_without_drift_are_told_no_more_often_than_stated(int seed)
    {
        const int Windows = 200,
            MostByChance = 8;
        var test = new DriftTest(TrafficWorld.Reference, seed);
        var moved = new List<IReadOnlyList<Shift>>();
        for (var i = 0; i < Windows; i++)
        {
            var window = TrafficWorld.Draw((1_000 * seed) + i, WindowSize);
            moved.Add(test.Test(TrafficWorld.Sketch(window, TrafficWorld.Reference), TrafficWorld.Reference.Measure, 50));
        }

        var told = moved.Count(shifts => shifts.Any(shift => shift.HasMoved));
        Assert.InRange(told, 0, MostByChance);
        var names = moved.SelectMany(shifts => shifts.Select(shift => shift.Name)).Distinct();
        Assert.All(names, name => Assert.DoesNotContain(true, Hysteresis.Of([.. moved.Select(one => IsMoved(one, name))])));
    }

    [Theory]
    [MemberData(nameof(Shifts))]
    public void A_shift_is_caught_in_one_window_by_its_name(string shift, string name, string sentence)
    {
        var captions = TrafficWorld.Draw(31, WindowSize, shift);
        var found = new DriftTest(TrafficWorld.Reference).Test(
            TrafficWorld.Sketch(captions, TrafficWorld.Reference),
            TrafficWorld.Reference.Measure,
            50
        );
        var moved = found.Single(one => one.Name == name);
        Assert.True(moved.HasMoved, $"{shift}: {string.Join(", ", found.Where(one => one.HasMoved).Select(one => one.Name))}");
        Assert.StartsWith(sentence, moved.Sentence, StringComparison.Ordinal);
        Assert.Contains(" → ", moved.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(found, one => one.HasMoved && one.Name is TrafficStatistics.Words or TrafficStatistics.Verdict);
    }

    [Fact]
    public void Another_camera_is_caught_by_size_and_shape_of_its_pictures()
    {
        var found = Test((caption, _) => caption with { Image = caption.Image with { Width = 3_024, Height = 4_032 } });
        Assert.True(found[TrafficStatistics.Size].HasMoved);
        Assert.Equal("pictures are larger: size in pixels 0.31 MP → 12.19 MP", found[TrafficStatistics.Size].Sentence);
        Assert.True(found[TrafficStatistics.Aspect].HasMoved);
        Assert.Equal("pictures are taller: width to height 1.33 → 0.75", found[TrafficStatistics.Aspect].Sentence);
    }

    [Fact]
    public void Other_subjects_are_caught_by_labels_words_and_axes_of_the_embedding()
    {
        var found = Test(
            (caption, i) =>
                Captions.Of("an x-ray of a broken forearm", "forearm", 0.4) with
                {
                    Statistics = caption.Statistics,
                    State = [.. caption.State!.Select((value, at) => at % 3 == 0 ? value : 1 - value)],
                }
        );
        Assert.True(found[TrafficStatistics.Label].HasMoved);
        Assert.StartsWith(
            "what photographs show have changed: others 0 % → 100 %",
            found[TrafficStatistics.Label].Sentence,
            StringComparison.Ordinal
        );
        Assert.True(found[TrafficStatistics.Surprise].HasMoved);
        Assert.StartsWith("words are less common: ", found[TrafficStatistics.Surprise].Sentence, StringComparison.Ordinal);
        Assert.Contains(found, one => one.Key.StartsWith("projection_", StringComparison.Ordinal) && one.Value.HasMoved);
        Assert.True(found[TrafficStatistics.Score].HasMoved);
        Assert.StartsWith("scores are lower: quality score ", found[TrafficStatistics.Score].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decoder_that_fails_is_caught_by_outcomes_and_a_busy_host_is_not()
    {
        var usual = TrafficWorld.Draw(5, WindowSize).ToList();
        var (broken, busy) = (TrafficWorld.Sketch(usual, null), TrafficWorld.Sketch(usual, null));
        for (var i = 0; i < 60; i++)
        {
            CaptionCounter.CountFailure("image_unreadable", broken);
            CaptionCounter.CountFailure("busy", busy);
        }

        var test = new DriftTest(TrafficWorld.Reference);
        Assert.True(test.Test(broken, null, 50).Single(one => one.Name == TrafficStatistics.Outcome).HasMoved);
        Assert.False(test.Test(busy, null, 50).Single(one => one.Name == TrafficStatistics.Outcome).HasMoved);
    }

    [Fact]
    public void What_was_measured_by_other_axes_and_words_is_not_compared()
    {
        var names = new DriftTest(TrafficWorld.Reference)
            .Test(TrafficWorld.Reference.Sketch, "another", 50)
            .Select(one => one.Name)
            .ToList();
        Assert.Contains(TrafficStatistics.Brightness, names);
        Assert.DoesNotContain(TrafficStatistics.Surprise, names);
        Assert.DoesNotContain(TrafficStatistics.ProjectionName(1), names);
        Assert.DoesNotContain(TrafficStatistics.Latency, names);
    }

    private static Dictionary<string, Shift> Test(Func<Caption, int, Caption> change)
    {
        var captions = TrafficWorld.Draw(41, WindowSize).Select(change);
        return new DriftTest(TrafficWorld.Reference)
            .Test(TrafficWorld.Sketch(captions, TrafficWorld.Reference), TrafficWorld.Reference.Measure, 50)
            .ToDictionary(one => one.Name);
    }

    private static bool IsMoved(IReadOnlyList<Shift> shifts, string name) => shifts.Any(shift => shift.Name == name && shift.HasMoved);
}
