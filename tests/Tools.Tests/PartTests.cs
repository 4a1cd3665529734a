using Serverless.Testing;

namespace Serverless.Tools.Tests;

/// <summary>What tests do where a part of the machine is missing.</summary>
public sealed class PartTests : IDisposable
{
    private const string Required = "CAPTION_TEST_REQUIRE_PARTS";

    private readonly string _folder = Directory.CreateTempSubdirectory("parts-").FullName;
    private readonly string? _required = Environment.GetEnvironmentVariable(Required);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Required, _required);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_program_that_is_not_there_is_named_with_what_to_type()
    {
        var part = Part.Program("no-such-program", "apt-get install such-a-program", []);
        Assert.Equal("no-such-program is not installed; apt-get install such-a-program", part.WhyMissing);
        Assert.Empty(part.Command);
    }

    [Fact]
    public void A_program_that_is_there_and_runs_is_found()
    {
        var path = Program("fine", "exit 0");
        var part = Part.Program("fine", "", [], _folder);
        Assert.Null(part.WhyMissing);
        Assert.Equal([path], part.Command);
    }

    [Theory]
    [InlineData("echo 'command not found' >&2; exit 127", "exit code 127: command not found")]
    [InlineData("exit 1", "exit code 1")]
    public void A_program_that_is_there_and_does_not_run_is_as_good_as_none(string script, string expected)
    {
        var path = Program("shim", script);
        var why = Part.Program("shim", "get another", ["--help"], _folder).WhyMissing;
        Assert.Equal($"{path} is there but does not run ({expected}); get another", why);
    }

    [Fact]
    public void A_file_that_may_not_be_run_is_no_program()
    {
        var path = Path.Combine(_folder, "data");
        File.WriteAllText(path, "no program");
        var why = Part.Program("data", "", [], _folder).WhyMissing;
        Assert.StartsWith($"{path} is there but does not run (", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_without_what_runs_it_names_both()
    {
        var runner = Part.Program("no-such-runner", "get the runner", []);
        var script = Part.Script("emulator", "npm ci", runner, [], Program("emulator.js", ""));
        Assert.Equal("emulator needs no-such-runner, and no-such-runner is not installed; get the runner; npm ci", script.WhyMissing);
    }

    [Fact]
    public void A_script_is_run_by_its_runner_with_its_words()
    {
        var (path, file) = (Program("runner", "exit 0"), Program("emulator.js", ""));
        var runner = Part.Program("runner", "", [], _folder);
        Assert.Equal([path, "--old", file], Part.Script("emulator", "", runner, ["--old"], file).Command);
        Assert.Equal("gone is not installed; npm ci", Part.Script("gone", "npm ci", runner, [], file + ".gone").WhyMissing);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("0", true)]
    [InlineData("1", false)]
    public void A_missing_part_skips_the_test_or_fails_it_where_all_parts_are_required(string? required, bool isSkipped)
    {
        Environment.SetEnvironmentVariable(Required, required);
        var thrown = Thrown(() => Parts.Require(Part.Program("no-such-program", "get it", [])));
        Assert.Equal(isSkipped, thrown.Message.StartsWith(Xunit.v3.DynamicSkipToken.Value, StringComparison.Ordinal));
        Assert.Contains("no-such-program is not installed; get it.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_right_that_the_machine_does_not_give_skips_the_test_even_where_all_parts_are_required()
    {
        Environment.SetEnvironmentVariable(Required, "1");
        var thrown = Thrown(() => Parts.RequireRight(Part.Program("no-such-program", "get it", [])));
        Assert.StartsWith(Xunit.v3.DynamicSkipToken.Value, thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>What is thrown; xUnit's own way to take it lets a skip through.</summary>
    private static Exception Thrown(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was thrown.");
    }

    private string Program(string name, string script)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
