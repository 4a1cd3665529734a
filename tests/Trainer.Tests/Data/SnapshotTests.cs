using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;
using Serverless.Testing;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Tests.Data;

/// <summary>Data versions: what they hold, what is the same, what is different.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caption-snapshots-").FullName;
    private readonly TestClock _clock = new();

    [Fact]
    public void A_snapshot_is_read_as_it_was_written_and_never_written_again()
    {
        var snapshot = Synthetic.Snapshot(20);
        Assert.Null(SnapshotFile.Write(snapshot, At("one.json")));
        var read = SnapshotFile.Read(At("one.json")).Value!;
        Assert.Equal(snapshot.Digest, read.Digest);
        Assert.Equal(snapshot.Judgments.Select(one => one.Words), read.Judgments.Select(one => one.Words));
        Assert.Equal("exists", SnapshotFile.Write(snapshot, At("one.json"))!.Rule);
        Assert.Equal(["one.json"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void The_digest_is_over_the_data_and_not_over_the_hour_or_the_place()
    {
        var first = new SnapshotBuilder(_clock).Build([Source("/here")]).Value!;
        _clock.Advance(TimeSpan.FromDays(1));
        var second = new SnapshotBuilder(_clock).Build([Source("/elsewhere")]).Value!;
        Assert.NotEqual(first.CreatedAt, second.CreatedAt);
        Assert.Equal(first.Digest, second.Digest);
        var other = Source("/here") with { Judgments = [.. Source("/here").Judgments.Skip(1)] };
        Assert.NotEqual(first.Digest, new SnapshotBuilder(_clock).Build([other]).Value!.Digest);
    }

    [Fact]
    public void A_quarter_of_the_pictures_is_held_out_and_each_stays_on_its_side_when_more_come()
    {
        var few = PictureSplit.Of(Synthetic.Pictures(500)).ToDictionary(one => one.Sha256, one => one.Split);
        var many = PictureSplit.Of(Synthetic.Pictures(2_000)).ToDictionary(one => one.Sha256, one => one.Split);
        Assert.All(few, one => Assert.Equal(one.Value, many[one.Key]));
        Assert.InRange(many.Values.Count(side => side == SnapshotPicture.Held), 430, 570);
    }

    [Fact]
    public void Pictures_that_look_nearly_the_same_go_together_over_however_many_steps()
    {
        // each differs from the next in four bits, the first from the last in twelve
        string[] hashes = ["ffff", "fff0", "ff00", "f000"];
        var near = hashes.Select((hash, i) => Synthetic.Picture(Synthetic.Digest(i), hash.PadLeft(32, 'a')));
        Assert.Single(PictureSplit.Of(near).Select(one => (one.Group, one.Split)).Distinct());
        var plain = hashes.Select((hash, i) => Synthetic.Picture(Synthetic.Digest(i), "1".PadLeft(32, '0')));
        Assert.Equal(4, PictureSplit.Of(plain).Select(one => one.Group).Distinct().Count());
    }

    [Fact]
    public void What_two_sources_say_of_the_same_words_counts_once()
    {
        var judged = Source("/here");
        var other = judged with { Name = "other", Judgments = [judged.Judgments[0] with { Right = 0, Weight = 3, Origin = "other" }] };
        var snapshot = new SnapshotBuilder(_clock).Build([judged, other]).Value!;
        Assert.Equal(judged.Judgments.Count, snapshot.Judgments.Count);
        Assert.Equal(judged.Pictures.Count, snapshot.Pictures.Count);
        var first = judged.Judgments[0];
        var merged = snapshot.Judgments.Single(one => one.Picture == first.Picture && one.Words == first.Words);
        Assert.Equal((first.Right / 4, 3), (merged.Right, merged.Weight));
    }

    [Fact]
    public void A_difference_names_what_came_went_and_changed()
    {
        var from = Synthetic.Snapshot(20);
        var judgments = from.Judgments.Skip(1).Select((one, i) => i == 0 ? one with { Right = 1 - one.Right } : one);
        var to = Synthetic.Seal(Synthetic.Pictures(21), judgments);
        var diff = SnapshotDiff.Of(from, to);
        Assert.Equal([Synthetic.Digest(20)], diff.AddedPictures);
        Assert.Empty(diff.RemovedPictures);
        Assert.Equal([from.Judgments[0]], diff.RemovedJudgments);
        Assert.Equal(from.Judgments[1].Right, Assert.Single(diff.ChangedJudgments).OldRight);
        Assert.True(SnapshotDiff.Of(from, from).IsEmpty());
    }

    [Fact]
    public async Task Peoples_judgments_of_a_data_set_are_split_by_picture()
    {
        var folder = Repository.RequireShared("data", "judgments-held");
        var source = await new DatasetSource(new ImageSharpDecoder(new ImageLimits())).ReadAsync(folder, CancellationToken.None);
        var snapshot = new SnapshotBuilder(_clock).Build([source]).Value!;
        Assert.Equal((116, 5380), (snapshot.Pictures.Count, snapshot.Judgments.Count));
        Assert.InRange(snapshot.Pictures.Count(one => one.IsHeld), 15, 45);
        Assert.All(snapshot.Pictures, one => Assert.Equal((224, 224, 5), (one.Width, one.Height, one.Captions.Count)));
    }

    [Fact]
    public void Nothing_that_somebody_judged_is_told() =>
        Assert.Equal("no_judgments", new SnapshotBuilder(_clock).Build([Source("/here") with { Judgments = [] }]).Failure!.Rule);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SourceContent Source(string address) =>
        new(address, SourceContent.Dataset, "judged", Synthetic.Pictures(10), Synthetic.Judgments(10), []);

    private string At(string name) => Path.Combine(_folder, name);
}
