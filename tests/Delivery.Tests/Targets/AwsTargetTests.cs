using System.IO.Compression;
using System.Text.Json;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Clouds;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Delivery.Tests.Targets;

/// <summary>Lambda by the AWS command line, against moto. moto runs no function: asking a revision is not tried here.</summary>
public sealed class AwsTargetTests
{
    [Fact]
    public async Task A_release_is_published_beside_the_old_one_gets_its_share_takes_over_and_the_old_one_goes()
    {
        Parts.Require(Parts.AwsCommandLine);
        await using var moto = await Emulator.MotoAsync();
        var aws = new CommandLine(
            Parts.AwsCommandLine.Command[0],
            new Dictionary<string, string>
            {
                ["AWS_ENDPOINT_URL"] = moto.Address,
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["AWS_DEFAULT_REGION"] = "eu-central-1",
            }
        );
        var folder = Directory.CreateTempSubdirectory("aws-");
        var (first, second) = (Package(folder, "first"), Package(folder, "second"));
        foreach (var words in SetUp(first))
            Assert.Null((await aws.DoAsync(default, words))?.Detail);
        using var outputs = JsonDocument.Parse(
            """{"function_name":"captions","alias":"live","package_bucket":"packages","region":"eu-central-1"}"""
        );
        var target = new AwsTarget(aws, new TerraformOutputs(outputs.RootElement.Clone(), null, null), TimeProvider.System);
        var spec = new RevisionSpec(
            "v1-0-0-0a1b2c3d",
            "1.0.0",
            second,
            "00",
            null,
            new Dictionary<string, string> { ["CAPTION_QUEUE"] = "8" }
        );

        Assert.Equal(("version-1", (string?)null), NamesOf((await target.StateAsync(default)).Value!.Live!));
        Assert.Null((await target.CreateAsync(spec, default))?.Detail);
        Assert.Null((await target.ShiftAsync(new Dictionary<string, int> { [spec.Id] = 10, ["version-1"] = 90 }, default))?.Detail);
        var shared = (await target.StateAsync(default)).Value!;
        Assert.Null((await target.ShiftAsync(new Dictionary<string, int> { [spec.Id] = 100 }, default))?.Detail);
        Assert.Null((await target.RemoveAsync("version-1", keep: false, default))?.Detail);
        var after = (await target.StateAsync(default)).Value!;

        Assert.Equal([("version-1", 90), (spec.Id, 10)], shared.Revisions.Select(revision => (revision.Id, revision.Weight)));
        Assert.Equal((spec.Id, "1.0.0"), NamesOf(Assert.Single(after.Revisions)));
        Assert.Equal(100, after.Live!.Weight);
        using var configured = (
            await aws.ReadAsync(default, "lambda", "get-function-configuration", "--function-name", "captions")
        ).Value!;
        var variables = configured.RootElement.GetProperty("Environment").GetProperty("Variables");
        Assert.Equal(("1", "8"), (variables.GetProperty("FIRST").GetString(), variables.GetProperty("CAPTION_QUEUE").GetString()));
        folder.Delete(recursive: true);
    }

    private static (string Id, string? Version) NamesOf(TargetRevision revision) => (revision.Id, revision.Version);

    private static IEnumerable<string[]> SetUp(string package)
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[]}""";
        yield return ["s3", "mb", "s3://packages"];
        yield return ["s3", "cp", package, "s3://packages/first.zip", "--only-show-errors"];
        yield return ["iam", "create-role", "--role-name", "captions", "--assume-role-policy-document", Trust];
        yield return
        [
            "lambda",
            "create-function",
            "--function-name",
            "captions",
            "--runtime",
            "provided.al2023",
            "--handler",
            "bootstrap",
            "--role",
            "arn:aws:iam::123456789012:role/captions",
            "--code",
            "S3Bucket=packages,S3Key=first.zip",
            "--environment",
            """{"Variables":{"FIRST":"1"}}""",
            "--publish",
        ];
        yield return ["lambda", "create-alias", "--function-name", "captions", "--name", "live", "--function-version", "1"];
    }

    private static string Package(DirectoryInfo folder, string content)
    {
        var path = Path.Combine(folder.FullName, content + ".zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using var writer = new StreamWriter(zip.CreateEntry("bootstrap").Open());
        writer.Write(content);
        return path;
    }
}
