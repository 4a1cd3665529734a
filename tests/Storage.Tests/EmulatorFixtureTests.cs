using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>An emulator that cannot be had skips the tests of its class; it does not fail them.</summary>
public sealed class EmulatorFixtureTests
{
    [Fact]
    public async Task Without_its_part_a_fixture_is_made_all_the_same_and_whoever_asks_for_its_server_is_skipped()
    {
        await using var fixture = new WithoutPart();
        await fixture.InitializeAsync();
        Assert.Contains("no-such-emulator is not installed; get it", Said(() => fixture.Server), StringComparison.Ordinal);
    }

    /// <summary>The result, or what was thrown in its place; xUnit's own way to take an exception lets a skip through.</summary>
    private static string Said(Func<object?> ask)
    {
        try
        {
            return $"{ask()}";
        }
        catch (Exception thrown)
        {
            return thrown.Message;
        }
    }

    private sealed class WithoutPart() : EmulatorFixture(Part.Program("no-such-emulator", "get it", []))
    {
        private protected override Task<Emulator> StartAsync() => throw new InvalidOperationException("It was started.");
    }
}
