namespace Serverless.Cli.Tests;

/// <summary>What nobody expected is one line and an exit code.</summary>
public sealed class GuardTests
{
    public static TheoryData<Exception, int> Broken =>
        new()
        {
            { new InvalidOperationException("a bug\nof two lines"), 1 },
            { new AggregateException(new IOException("the disk")), 1 },
            { new AggregateException(new OperationCanceledException()), 5 },
            { new OperationCanceledException(), 5 },
            { new OutputFailedException("No space left on device"), 5 },
            { new InvalidDataException("--limit must be 0 or more."), 2 },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Whatever_is_thrown_ends_in_one_line_without_a_stack(Exception error, int expected)
    {
        var (usual, said) = (Console.Error, new StringWriter());
        Console.SetError(said);
        try
        {
            Assert.Equal(expected, await Guard.RunAsync(() => ThrowAsync(error)));
        }
        finally
        {
            Console.SetError(usual);
        }

        var lines = said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines);
        Assert.DoesNotContain("   at ", lines[0], StringComparison.Ordinal);
    }

    private static async Task<int> ThrowAsync(Exception error)
    {
        await Task.Yield();
        throw error;
    }
}
