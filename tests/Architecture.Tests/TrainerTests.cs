using Serverless.Testing;

namespace Serverless.Architecture.Tests;

/// <summary>What predicts carries nothing that learns: neither the trainer nor its libraries.</summary>
public sealed class TrainerTests
{
    public static TheoryData<string> Predictors =>
        [.. Sources.Projects.Where(project => project.StartsWith("Hosts.", StringComparison.Ordinal)), "Core", "Packages", "Captions"];

    [Theory]
    [MemberData(nameof(Predictors))]
    public void What_predicts_is_built_without_the_trainer_and_its_libraries(string project)
    {
        var lists = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", project, "bin"), "*.deps.json", SearchOption.AllDirectories)
            .ToList();
        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.Empty(Learners(File.ReadAllText(list))));
    }

    [Fact]
    public void The_command_line_has_it_so_that_the_test_above_can_see_it()
    {
        var list = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "Cli", "bin"), "caption.deps.json", SearchOption.AllDirectories)
            .First();
        Assert.NotEmpty(Learners(File.ReadAllText(list)));
    }

    private static IEnumerable<string> Learners(string list) =>
        ((string[])["Serverless.Trainer", "\"Microsoft.ML/", "Microsoft.ML.LightGbm", "Microsoft.ML.CpuMath"]).Where(name =>
            list.Contains(name, StringComparison.Ordinal)
        );
}
