using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Testing;
using YamlDotNet.RepresentationModel;

namespace Serverless.Cli.Tests;

/// <summary>The manifests of batch jobs: the program takes their words and variables as they stand, with the places put in.</summary>
public sealed class JobManifestTests
{
    [Theory]
    [InlineData("kubernetes/overlays/archive/job.yaml", "spec/template/spec/containers/0", "JOB_COMPLETION_INDEX=19")]
    [InlineData("kubernetes/overlays/archive-join/job.yaml", "spec/template/spec/containers/0", "")]
    [InlineData(
        "jobs/cloud-run.yaml",
        "spec/template/spec/template/spec/containers/0",
        "CLOUD_RUN_JOB=j CLOUD_RUN_TASK_INDEX=19 CLOUD_RUN_TASK_COUNT=20 CLOUD_RUN_EXECUTION=j-x"
    )]
    [InlineData("jobs/aws-batch.json", "containerProperties", "AWS_BATCH_JOB_ID=1b2c:19 AWS_BATCH_JOB_ARRAY_INDEX=19")]
    [InlineData(
        "jobs/container-apps.yaml",
        "properties/template/containers/0",
        "CONTAINER_APP_JOB_NAME=j CONTAINER_APP_JOB_EXECUTION_NAME=j-x CONTAINER_APP_REPLICA_NAME=j-x-1"
    )]
    public void A_worker_started_as_the_manifest_says_does_its_share(string file, string container, string platform)
    {
        using var archive = new ArchiveFolder(40);
        var (words, variables) = Read(Path.Combine(Repository.Root, "deploy", file), container);
        foreach (var pair in platform.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')))
            archive.Environment[pair[0]] = pair[1];
        foreach (var (name, value) in variables)
            archive.Environment[name] = value;
        var run = RunningCommand.Run([], archive.Environment, [.. words.Select(word => Place(word, archive))]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var isJoin = file.Contains("join", StringComparison.Ordinal);
        var isClaim = file.Contains("container-apps", StringComparison.Ordinal);
        if (isJoin || isClaim)
            Assert.Equal(isJoin ? 0 : 40, archive.CountComplete(isComplete: false));
        else
            Assert.Contains("share 19 of 20", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.GetFiles(Path.Combine(archive.Root, "tables"), "captions*.jsonl").Length == (isClaim ? 40 : 1), run.Output);
    }

    [Fact]
    public void The_manifests_number_of_shares_is_told_where_the_platform_does_not()
    {
        var path = Path.Combine(Repository.Root, "deploy", "kubernetes", "overlays", "archive", "job.yaml");
        var job = Yaml(path);
        Assert.Equal(
            Scalar(At(job, "spec/completions")),
            Read(path, "spec/template/spec/containers/0").Variables["CAPTION_SHARD_COUNT"]
        );
        Assert.Equal("Never", Scalar(At(job, "spec/template/spec/restartPolicy"))); // podFailurePolicy needs it
        Assert.Equal("Failed", Scalar(At(job, "spec/podReplacementPolicy")));
        var rules = ((YamlSequenceNode)At(job, "spec/podFailurePolicy/rules"))
            .Children.OfType<YamlMappingNode>()
            .Where(rule => rule.Children.ContainsKey("onExitCodes"))
            .ToDictionary(rule => Scalar(At(rule, "onExitCodes/values/0")), rule => Scalar(rule["action"]));
        Assert.Equal(("FailJob", "FailIndex", "Count"), (rules["2"], rules["4"], rules["5"]));
    }

    private static string Place(string word, ArchiveFolder archive) =>
        word switch
        {
            _ when word.EndsWith("/pictures/", StringComparison.Ordinal) => archive.Source,
            _ when word.Contains("/tables/", StringComparison.Ordinal) => Path.Combine(
                archive.Root,
                "tables",
                word[(word.LastIndexOf('/') + 1)..]
            ),
            _ => word,
        };

    private static (List<string> Words, Dictionary<string, string> Variables) Read(string path, string container)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            var node = JsonNode.Parse(File.ReadAllText(path))![container]!;
            return (
                [.. node["command"]!.AsArray().Select(word => word!.GetValue<string>())],
                node["environment"]!
                    .AsArray()
                    .ToDictionary(one => one!["name"]!.GetValue<string>(), one => one!["value"]!.GetValue<string>())
            );
        }

        var found = (YamlMappingNode)At(Yaml(path), container);
        var words = ((YamlSequenceNode)found["args"]).Select(Scalar).ToList();
        var variables = found.Children.TryGetValue("env", out var env)
            ? ((YamlSequenceNode)env)
                .OfType<YamlMappingNode>()
                .Where(one => one.Children.ContainsKey("value"))
                .ToDictionary(one => Scalar(one["name"]), one => Scalar(one["value"]))
            : [];
        return (words, variables);
    }

    private static YamlNode Yaml(string path)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(path);
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    private static YamlNode At(YamlNode node, string path) =>
        path.Split('/')
            .Aggregate(node, (at, part) => int.TryParse(part, CultureInfo.InvariantCulture, out var index) ? at[index] : at[part]);

    private static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value!;
}
