using Serverless.Archives.Runs;
using Serverless.Archives.Scanning;
using Serverless.Archives.Work;
using Serverless.Storage;

namespace Serverless.Archives.Tests.Work;

public sealed class DuplicateTrackerTests
{
    private readonly DuplicateTracker _duplicates = new();

    [Fact]
    public void The_first_claims_others_wait_and_later_ones_have_its_result()
    {
        var (first, second) = (Task("a"), Task("b"));
        Assert.Equal((true, null), _duplicates.TryClaim(1, first));
        Assert.Equal((false, null), _duplicates.TryClaim(1, second));
        Assert.Same(second, Assert.Single(_duplicates.Finish(1, "result")));
        Assert.Equal((false, "result"), _duplicates.TryClaim(1, Task("c")));
        Assert.Equal((true, null), _duplicates.TryClaim(2, Task("d")));
    }

    [Fact]
    public void Where_the_first_got_nothing_the_next_claims_again()
    {
        _duplicates.TryClaim(1, Task("a"));
        Assert.Empty(_duplicates.Finish(1, null));
        Assert.Equal((true, null), _duplicates.TryClaim(1, Task("b")));
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_nothing_that_is_under_way_is_forgotten()
    {
        _duplicates.TryClaim(0, Task("under way"));
        for (uint i = 1; i <= 70_000; i++)
        {
            _duplicates.TryClaim(i, Task("x"));
            _duplicates.Finish(i, "r");
        }

        Assert.Equal((false, null), _duplicates.TryClaim(0, Task("waits")));
        _duplicates.Finish(0, "r");
        for (uint i = 100_000; i <= 170_000; i++)
        {
            _duplicates.TryClaim(i, Task("x"));
            _duplicates.Finish(i, "r");
        }

        Assert.True(_duplicates.TryClaim(1, Task("forgotten")).IsClaimed);
        Assert.False(_duplicates.TryClaim(169_000, Task("known")).IsClaimed);
    }

    [Fact]
    public void Looks_that_differ_in_few_bits_are_joined_and_plain_ones_never()
    {
        var hash = ((UInt128)0xAAAA_5555_AAAA_5555 << 64) | 0xF0F0_0F0F_F0F0_0F0F;
        _duplicates.TryClaim(1, Task("a"));
        Assert.Equal((true, null), _duplicates.TryClaimNear(1, hash, Task("a")));
        _duplicates.TryClaim(2, Task("b"));
        Assert.Equal((false, null), _duplicates.TryClaimNear(2, hash ^ 0b111, Task("b")));
        Assert.Single(_duplicates.Finish(1, "result"));
        _duplicates.TryClaim(3, Task("c"));
        Assert.Equal((false, "result"), _duplicates.TryClaimNear(3, hash ^ 0b111111, Task("c")));
        _duplicates.TryClaim(4, Task("d"));
        Assert.Equal((true, null), _duplicates.TryClaimNear(4, hash ^ 0b1111111, Task("d")));
        _duplicates.TryClaim(5, Task("plain"));
        Assert.Equal((true, null), _duplicates.TryClaimNear(5, 0, Task("plain")));
        _duplicates.TryClaim(6, Task("plain too"));
        Assert.Equal((true, null), _duplicates.TryClaimNear(6, 0, Task("plain too")));
    }

    [Fact]
    public void The_newest_looks_are_remembered_not_the_oldest()
    {
        var duplicates = new DuplicateTracker(capacity: 4);
        for (var i = 0; i < 10; i++)
        {
            duplicates.TryClaim((UInt128)i, Task($"{i}"));
            Assert.Equal((true, null), duplicates.TryClaimNear((UInt128)i, (UInt128)0xFFFF << (12 * i), Task($"{i}")));
            duplicates.Finish((UInt128)i, $"result {i}");
        }

        duplicates.TryClaim(20, Task("like the last"));
        Assert.Equal((false, "result 9"), duplicates.TryClaimNear(20, (UInt128)0xFFFF << (12 * 9), Task("like the last")));
        duplicates.TryClaim(21, Task("like the first"));
        Assert.Equal((true, null), duplicates.TryClaimNear(21, 0xFFFF, Task("like the first")));
    }

    private static PictureTask Task(string name)
    {
        var picture = new Candidate(name, name, "1", new BlobAddress("s3", "photos", name));
        return new PictureTask(picture, new ChunkProgress(new Chunk([picture], "mark", []), 1, JournalEntry.Nothing), isPointed: false);
    }
}
