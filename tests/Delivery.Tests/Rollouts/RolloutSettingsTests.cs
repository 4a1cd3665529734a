using Serverless.Delivery.Rollouts;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Rollouts;

public sealed class RolloutSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_target_s_own_settings_go_over_those_of_its_environment()
    {
        Write("prod.env", "# of all\nCAPTION_QUEUE=8\nCAPTION_THREADS=1\n");
        Write("prod.aws.env", "CAPTION_QUEUE=16\n");

        var settings = RolloutSettings.Read(_folder, "prod", "aws").Value!;

        Assert.Equal(("16", "1", 2), (settings["CAPTION_QUEUE"], settings["CAPTION_THREADS"], settings.Count));
    }

    [Theory]
    [InlineData("CAPTION_QUEU=8", "CAPTION_QUEU is no setting")]
    [InlineData("CAPTION_QUEUE=many", "CAPTION_QUEUE is 'many'; allowed: 0 to 10000")]
    [InlineData("CAPTION_AUTH=none", "CAPTION_AUTH")]
    [InlineData("AWS_REGION=eu-west-1", "AWS_REGION is no setting of the product")]
    [InlineData("CAPTION_QUEUE", "NAME=VALUE is expected")]
    [InlineData("CAPTION_QUEUE=1\nCAPTION_QUEUE=2", "is there twice")]
    [InlineData("CAPTION_URL_PROXY=http://user:word@proxy:8080", "holds a secret")]
    public void What_is_wrong_is_refused_in_plain_words(string text, string why)
    {
        Write("prod.env", text);

        var failure = RolloutSettings.Read(_folder, "prod", "aws").Failure!;

        Assert.Equal(ExitCode.WrongUsage, failure.Code);
        Assert.Contains(why, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_the_machine_it_is_for_need_not_be_one_of_this()
    {
        Write("prod.onprem.env", "CAPTION_AUTH=keys\nCAPTION_KEYS_FILE=/etc/captions/keys.json\n");

        Assert.Null(RolloutSettings.Read(_folder, "prod", "onprem").Failure?.Detail);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
