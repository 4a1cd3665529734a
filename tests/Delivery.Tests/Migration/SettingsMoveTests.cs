using Serverless.Delivery.Migration;
using Serverless.Settings;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>Settings for the new cloud, made of the old one's.</summary>
public sealed class SettingsMoveTests
{
    private static readonly AddressMap Map = new([
        new PlannedPair("s3://photos/in/", "gs://pictures/up/").Parse(),
        new PlannedPair("s3://photos/in/special/", "gs://special/").Parse(),
        new PlannedPair("s3://photos/reviews/", "gs://pictures/reviews/").Parse(),
    ]);

    [Theory]
    [InlineData("CAPTION_EVENTS_FROM", "s3://photos/in/", "gs://pictures/up/")]
    [InlineData("CAPTION_EVENTS_FROM", "s3://photos/in", "gs://pictures/up/")]
    [InlineData("CAPTION_EVENTS_FROM", "s3://photos/in/a,b/,s3://photos/in/special/x/", "gs://pictures/up/a,b/,gs://special/x/")]
    [InlineData("CAPTION_REVIEWS_TO", "s3://photos/reviews/", "gs://pictures/reviews/")]
    [InlineData("CAPTION_BLOBS_FROM", "s3://photos/in/{caller}/", "gs://pictures/up/{caller}/")]
    [InlineData("CAPTION_QUEUE", "12", "12")]
    public void A_setting_is_taken_over_and_its_addresses_become_the_new_cloud_s(string name, string value, string expected) =>
        Assert.Equal(expected, Move((name, value)).Settings[name]);

    [Theory]
    [InlineData("CAPTION_KEYS_FILE", "/etc/caption/keys.json")]
    [InlineData("CAPTION_URL_PROXY", "http://me:hunter2@proxy:3128")]
    [InlineData("CAPTION_JWT_KEY_SET", "https://id.example/keys?sig=hunter2")]
    public void A_secret_is_named_and_its_value_goes_nowhere(string name, string value)
    {
        var moved = Move((name, value));

        Assert.Equal([name], moved.Secrets);
        Assert.Empty(moved.Settings);
    }

    [Theory]
    [InlineData("CAPTION_EVENTS_ISSUER")]
    [InlineData("CAPTION_PORT")]
    [InlineData("CAPTION_FALLBACK_URL")]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    public void What_belongs_to_the_old_platform_is_left_for_the_operator(string name)
    {
        var moved = Move((name, "AccountKey=hunter2"));

        Assert.Equal([name], moved.LeftBehind);
        Assert.Empty(moved.Settings);
    }

    [Theory]
    [InlineData("CAPTION_PREDICTIONS_TO", "log")]
    [InlineData("CAPTION_MODEL_FROM", "oci://registry.example/captions")]
    public void What_is_no_folder_of_a_cloud_stays_as_it_is(string name, string value)
    {
        var moved = SettingsMove.Move("m", new Dictionary<string, string> { [name] = value }, new AddressMap([]));
        Assert.Equal(value, moved.Settings[name]);
    }

    [Fact]
    public void Every_setting_that_takes_an_address_of_a_folder_is_rewritten()
    {
        var table = File.ReadLines(Path.Combine(Testing.Repository.Root, "docs", "operations", "settings.md"));
        var addresses = table
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(row =>
                row.Length > 3
                && row[3].Contains("address", StringComparison.Ordinal)
                && row[3].Contains("folder", StringComparison.Ordinal)
            )
            .Select(row => row[1].Trim('`'))
            .ToList();

        Assert.NotEmpty(addresses);
        Assert.All(addresses, name => Assert.Equal(SettingFate.Rewritten, SettingsMove.FateOf(name)));
        Assert.All(SettingNames.All, name => Assert.True(Enum.IsDefined(SettingsMove.FateOf(name))));
    }

    [Theory]
    [InlineData("{\"CAPTION_QUEUE\":\"12\"}")]
    [InlineData("{\"CAPTION_QUEUE\":12}")]
    [InlineData("# comment\nCAPTION_QUEUE=12\r\n\n")]
    public void Settings_are_read_as_JSON_or_as_lines(string text) => Assert.Equal("12", SettingsMove.Read(text)["CAPTION_QUEUE"]);

    [Theory]
    [InlineData("{\"CAPTION_QUEUE\":")]
    [InlineData("{\"CAPTION_QUEUE\":{}}")]
    [InlineData("CAPTION_QUEUE")]
    public void What_is_neither_is_refused(string text) => Assert.Throws<InvalidDataException>(() => SettingsMove.Read(text));

    private static MovedSettings Move(params (string Name, string Value)[] settings) =>
        SettingsMove.Move("id", settings.ToDictionary(pair => pair.Name, pair => pair.Value), Map);
}
