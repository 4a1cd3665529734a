using Serverless.Archives.Sharding;
using Serverless.Settings;

namespace Serverless.Archives.Tests.Sharding;

public sealed class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Every_name_is_in_exactly_one_share_and_shares_are_alike_in_size(int count)
    {
        var names = Enumerable.Range(0, 20_000).Select(i => $"2024/{i % 37}/IMG_{i:D5}.jpg").ToList();
        var sizes = new int[count];
        foreach (var name in names)
            sizes[Assert.Single(Enumerable.Range(0, count), index => new Shard(index, count).Holds(name))]++;
        Assert.All(sizes, size => Assert.InRange(size, (names.Count / count * 0.6) - 5, (names.Count / count * 1.4) + 5));
    }

    [Fact]
    public void The_hash_is_the_same_for_ever() =>
        Assert.Equal(
            (0xCBF29CE484222325 ^ (0xCBF29CE484222325 >> 32), 0xAF63DC4C8601EC8C ^ (0xAF63DC4C8601EC8CUL >> 32)),
            (Shard.Hash(""), Shard.Hash("a"))
        ); // FNV-1a's published values, mixed

    [Theory]
    [InlineData("0/1", 0, 1)]
    [InlineData("2/7", 2, 7)]
    public void A_share_is_read(string text, int index, int count) => Assert.Equal(new Shard(index, count), Shard.Parse(text));

    [Theory]
    [InlineData("7/7")]
    [InlineData("-1/7")]
    [InlineData("1")]
    [InlineData("1/0")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    [InlineData("0/100001")]
    public void What_is_no_share_is_refused(string text) => Assert.Null(Shard.Parse(text));

    [Theory]
    [InlineData("", "0/1 local")]
    [InlineData("CAPTION_SHARD_INDEX=2 CAPTION_SHARD_COUNT=7", "2/7 local job")]
    [InlineData("CLOUD_RUN_JOB=j CLOUD_RUN_TASK_INDEX=3 CLOUD_RUN_TASK_COUNT=5 CLOUD_RUN_EXECUTION=j-abc", "3/5 cloud-run-job job j-abc")]
    [InlineData(
        "CLOUD_RUN_JOB=j CLOUD_RUN_TASK_INDEX=3 CLOUD_RUN_TASK_COUNT=5 CAPTION_SHARD_INDEX=1 CAPTION_SHARD_COUNT=2",
        "1/2 cloud-run-job job"
    )]
    [InlineData("AWS_BATCH_JOB_ID=8a1b:4 AWS_BATCH_JOB_ARRAY_INDEX=4 AWS_BATCH_JOB_ARRAY_SIZE=9", "4/9 aws-batch job 8a1b")]
    [InlineData("AWS_BATCH_JOB_ID=8a1b:4 AWS_BATCH_JOB_ARRAY_INDEX=4 CAPTION_SHARD_COUNT=9", "4/9 aws-batch job 8a1b")]
    [InlineData("AWS_BATCH_JOB_ID=8a1b", "0/1 aws-batch job 8a1b")]
    [InlineData("JOB_COMPLETION_INDEX=6 CAPTION_SHARD_COUNT=20", "6/20 kubernetes job")]
    [InlineData(
        "CONTAINER_APP_JOB_NAME=n CONTAINER_APP_JOB_EXECUTION_NAME=n-x1 CAPTION_SHARD_COUNT=8",
        "claims 8 container-apps-job job n-x1"
    )]
    [InlineData("JOB_COMPLETION_INDEX=6", "This is worker 6 of an unknown number: set CAPTION_SHARD_COUNT to the number of shares.")]
    [InlineData("JOB_COMPLETION_INDEX=20 CAPTION_SHARD_COUNT=20", "Worker 20 is none of 20: indexes count from 0.")]
    [InlineData(
        "CAPTION_SHARD_COUNT=3",
        "CAPTION_SHARD_COUNT is 3, and nothing says which share is this worker's: set CAPTION_SHARD_INDEX."
    )]
    [InlineData("CLOUD_RUN_TASK_INDEX=x CLOUD_RUN_TASK_COUNT=5", "CLOUD_RUN_TASK_INDEX is 'x', which is no number.")]
    public void The_share_comes_from_settings_then_from_the_platform(string environment, string expected)
    {
        var values = environment
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('='))
            .ToDictionary(part => part[0], part => part[1]);
        var settings = CaptionSettings
            .Read(
                HostProfile.Kubernetes,
                values.GetValueOrDefault,
                values.Keys.Where(name => name.StartsWith("CAPTION_", StringComparison.Ordinal))
            )
            .Archives;
        var decided = ShardChoice.Decide(null, settings, values.GetValueOrDefault);
        Assert.Equal(expected, decided.TryGet(out var choice, out var fault) ? Say(choice) : fault);
    }

    [Fact]
    public void The_command_line_wins_and_is_no_job()
    {
        var settings = new ArchiveSettings(1, 2, null, null, null);
        Assert.Equal("3/4 local", Say(ShardChoice.Decide("3/4", settings, _ => null).Value!));
        Assert.Contains("--shard is '4/4'", ShardChoice.Decide("4/4", settings, _ => null).Failure, StringComparison.Ordinal);
    }

    private static string Say(ShardChoice choice) =>
        string.Join(
            ' ',
            (
                (string?[])
                    [
                        choice.Shard is { } shard ? $"{shard.Index}/{shard.Count}" : $"claims {choice.Count}",
                        choice.Engine,
                        choice.IsJob ? "job" : null,
                        choice.Run,
                    ]
            ).Where(part => part is not null)
        );
}
