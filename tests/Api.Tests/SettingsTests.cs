using System.Net;
using Serverless.Core.AltText;
using Serverless.Core.Inference;
using Serverless.Settings;
using Serverless.Settings.Decoding;
using Serverless.Testing;

namespace Serverless.Api.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Without_settings_the_defaults_hold()
    {
        var settings = Read([]);
        Assert.Equal(
            (IPAddress.Loopback, 8080, 16_384, "libvips"),
            (settings.Address, settings.Port, settings.Limits.MaxSide, settings.Decoder)
        );
        Assert.InRange(settings.Limits.MaxPixels, 50_000_000, 120_000_000);
        Assert.EndsWith("caption-base", settings.Models.Captioner, StringComparison.Ordinal);
        Assert.EndsWith("quality-base", settings.Models.Quality, StringComparison.Ordinal);
        Assert.EndsWith("labels-base", settings.Models.Labels, StringComparison.Ordinal);
        Assert.EndsWith("vision-base", settings.Models.Vision, StringComparison.Ordinal);
    }

    [Fact]
    public void Reviews_keep_no_pictures_and_take_one_a_second_of_a_person_unless_told_otherwise()
    {
        var settings = Read([]);
        Assert.Equal((false, 60), (settings.Events.KeepsPictures, settings.Events.ReviewsPerMinute));
        settings = Read(new() { ["CAPTION_KEEP_PICTURES"] = "on", ["CAPTION_REVIEWS_PER_MINUTE"] = "5" });
        Assert.Equal((true, 5), (settings.Events.KeepsPictures, settings.Events.ReviewsPerMinute));
        var wrong = Assert.Throws<SettingsException>(() =>
            Read(new() { ["CAPTION_KEEP_PICTURES"] = "some", ["CAPTION_REVIEWS_PER_MINUTE"] = "0" })
        );
        Assert.Contains("CAPTION_KEEP_PICTURES is 'some'; allowed: on or off", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("CAPTION_REVIEWS_PER_MINUTE is '0'; allowed: 1 to 100000", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Alt_texts_are_in_neutral_words_unless_told_otherwise()
    {
        Assert.Equal(Wording.Neutral, Read([]).Service.Wording);
        Assert.Equal(Wording.AsWritten, Read(new() { ["CAPTION_WORDING"] = "as-written" }).Service.Wording);
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_WORDING"] = "nice" }));
        Assert.Contains("CAPTION_WORDING is 'nice'; allowed: neutral or as-written", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, 4, 16)]
    [InlineData("1", null, 1, 2)]
    [InlineData("8", null, 8, 32)]
    [InlineData("8", "8", 8, 8)]
    [InlineData(null, "2", 2, 2)] // no more run together than are in work
    public void Pictures_in_work_follow_the_size_of_a_batch(string? batch, string? concurrency, int size, int inWork)
    {
        var settings = Read(
            ((IEnumerable<(string Name, string? Value)>)[("CAPTION_BATCH", batch), ("CAPTION_CONCURRENCY", concurrency)])
                .Where(setting => setting.Value is not null)
                .ToDictionary(setting => setting.Name, setting => setting.Value!)
        );
        Assert.Equal((size, inWork), (settings.Batching.MaxSize, settings.Concurrency));
        Assert.Equal(TimeSpan.FromMilliseconds(20), settings.Batching.MaxDelay);
    }

    [Fact]
    public void A_batch_larger_than_what_is_in_work_is_refused()
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_BATCH"] = "8", ["CAPTION_CONCURRENCY"] = "4" }));
        Assert.Contains("CAPTION_BATCH is 8 and CAPTION_CONCURRENCY 4", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    public void Functions_put_nothing_together(string host)
    {
        var profile = host switch
        {
            "aws" => HostProfile.Aws,
            "azure" => HostProfile.Azure,
            _ => HostProfile.Gcp,
        };
        var settings = CaptionSettings.Read(profile, _ => null, []);
        Assert.Equal((false, 2), (settings.Batching.IsOn, settings.Concurrency));
    }

    [Fact]
    public void What_computes_is_a_processor_or_a_GPU_by_its_number()
    {
        var settings = Read(new() { ["CAPTION_PROVIDER"] = "cuda", ["CAPTION_DEVICE"] = "1" });
        Assert.Equal((ExecutionProvider.Cuda, 1, 1), (settings.Runtime.Provider, settings.Runtime.Device, settings.Service.Workers));
        Assert.Equal(ExecutionProvider.Cpu, Read([]).Runtime.Provider);
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_PROVIDER"] = "tpu" }));
        Assert.Contains("CAPTION_PROVIDER is 'tpu'; allowed: cpu or cuda", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAPTION_LABEL_MODEL")]
    [InlineData("CAPTION_TEXT_MODEL")]
    public void A_model_that_may_be_left_out_is_none_another_folder_or_refused(string setting)
    {
        string? FolderOf(string value) =>
            Read(new() { [setting] = value }).Models is var models && setting == "CAPTION_TEXT_MODEL" ? models.Text : models.Labels;
        Assert.Null(FolderOf("none"));
        Assert.Equal(AppContext.BaseDirectory, FolderOf(AppContext.BaseDirectory));
        var wrong = Assert.Throws<SettingsException>(() => FolderOf("/nowhere"));
        Assert.Contains(setting + " is '/nowhere'; allowed: none, or a folder", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_of_model_runs_is_kept_unless_it_is_to_be_saved()
    {
        Assert.False(Read([]).Runtime.SavesMemory);
        Assert.True(Read(new() { ["CAPTION_SAVE_MEMORY"] = "on" }).Runtime.SavesMemory);
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_SAVE_MEMORY"] = "yes" }));
        Assert.Contains("CAPTION_SAVE_MEMORY is 'yes'; allowed: on or off", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_stand_in_one_message_each_with_value_and_what_is_allowed()
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            Read(
                new()
                {
                    ["CAPTION_PORT"] = "http",
                    ["CAPTION_MAX_PIXELS"] = "0",
                    ["CAPTION_AUTH"] = "maybe",
                    ["CAPTION_MODEL"] = "/nowhere",
                    ["CAPTION_MAXPIXELS"] = "5",
                }
            )
        );
        Assert.Equal(5, wrong.Errors.Count);
        foreach (
            var part in (string[])
                [
                    "CAPTION_PORT is 'http'",
                    "0 to 65535",
                    "CAPTION_MAX_PIXELS is '0'",
                    "CAPTION_AUTH is 'maybe'",
                    "CAPTION_MODEL is '/nowhere'",
                    "CAPTION_MAXPIXELS is no setting",
                ]
        )
            Assert.Contains(part, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_decoder_is_refused_with_the_names_of_those_there_are() =>
        Assert.Contains(
            "CAPTION_DECODER is 'magick'; allowed: libvips or imagesharp.",
            Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_DECODER"] = "magick" })).Message,
            StringComparison.Ordinal
        );

    /// <summary>Today's cameras where memory allows, never fewer pixels than before.</summary>
    [Theory]
    [InlineData(16_000_000_000, 2, "libvips", 120_000_000)]
    [InlineData(2_000_000_000, 2, "libvips", 71_000_000)]
    [InlineData(2_000_000_000, 2, "imagesharp", 50_000_000)]
    [InlineData(4_000_000_000, 2, "imagesharp", 90_000_000)]
    [InlineData(512_000_000, 8, "libvips", 50_000_000)]
    public void The_default_limit_of_pixels_follows_the_memory(long memory, int concurrency, string decoder, long expected) =>
        Assert.Equal(expected, PixelBudget.Default(memory, concurrency, decoder));

    [Theory]
    [InlineData(
        "s3://a-bucket/in/,gs://b-bucket/x, az://acct/photos/",
        new[] { "s3://a-bucket/in/", "gs://b-bucket/x/", "az://acct/photos/" }
    )]
    [InlineData("s3://bucket/one, two/100%/?#/, file:///srv/a%20b/", new[] { "s3://bucket/one, two/100%/?#/", "file:///srv/a b/" })]
    public void Folders_in_a_setting_are_addresses_with_their_keys_as_they_stand(string text, string[] folders)
    {
        Assert.Equal(folders, Read(new() { ["CAPTION_BLOBS_FROM"] = text }).Pictures.BlobsFrom.Select(folder => folder.ToString()));
        Assert.Equal(folders, Read(new() { ["CAPTION_EVENTS_FROM"] = text }).Events.From.Select(folder => folder.ToString()));
    }

    [Theory]
    [InlineData(null, 2_000)]
    [InlineData("150", 150)]
    [InlineData("100000", 100_000)]
    [InlineData("149", null)]
    [InlineData("100001", null)]
    [InlineData("long", null)]
    public void The_length_of_texts_is_checked_at_the_start(string? text, int? expected)
    {
        var settings = text is null ? [] : new Dictionary<string, string> { ["CAPTION_MAX_TEXT_CHARACTERS"] = text };
        if (expected is null)
            Assert.Contains(
                "CAPTION_MAX_TEXT_CHARACTERS",
                Assert.Throws<SettingsException>(() => Read(settings)).Message,
                StringComparison.Ordinal
            );
        else
            Assert.Equal(expected, Read(settings).TextLimit.MaxCharacters);
    }

    [Fact]
    public void On_Lambda_the_platform_says_how_much_memory_there_is() =>
        Assert.Equal(
            66_000_000,
            Read(new() { ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "1769" }, HostProfile.Aws).Limits.MaxPixels / 1_000_000 * 1_000_000
        );

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public void Without_authentication_only_loopback_is_listened_on(string address) =>
        Assert.Contains(
            "loopback",
            Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_ADDRESS"] = address })).Message,
            StringComparison.Ordinal
        );

    public static TheoryData<string, string> Unauthenticated =>
        new()
        {
            { "aws", "" },
            { "azure", "" },
            { "azure", "127.0.0.1" },
            { "gcp", "" },
        };

    [Theory]
    [MemberData(nameof(Unauthenticated))]
    public void Behind_a_platform_nobody_is_let_in_unproven(string host, string address) =>
        Assert.Contains(
            "CAPTION_AUTH is 'none'",
            Assert
                .Throws<SettingsException>(() => Read(new() { ["CAPTION_AUTH"] = "none", ["CAPTION_ADDRESS"] = address }, Host(host)))
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("aws", "platform", "127.0.0.1", 4_600_000)]
    [InlineData("azure", "platform", "127.0.0.1", 20_971_520)]
    [InlineData("gcp", "platform", "0.0.0.0", 20_971_520)]
    [InlineData("kubernetes", "none", "127.0.0.1", 20_971_520)]
    public void Each_host_has_its_own_defaults(string host, string access, string address, long body)
    {
        var settings = Read([], Host(host));
        Assert.Equal(
            (access, address, body),
            (settings.Access.Mode.ToString().ToLowerInvariant(), settings.Address.ToString(), settings.MaxBodyBytes)
        );
    }

    [Fact]
    public void More_than_the_platform_lets_through_is_refused() =>
        Assert.Contains(
            "CAPTION_MAX_BODY_BYTES",
            Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_MAX_BODY_BYTES"] = "8000000" }, HostProfile.Aws)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_tokens_need_is_asked_for_together()
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            Read(
                new()
                {
                    ["CAPTION_AUTH"] = "jwt",
                    ["CAPTION_JWT_ALGORITHMS"] = "RS256,HS256,none",
                    ["CAPTION_ALLOWED_ORIGINS"] = "https://example.org/page",
                    ["CAPTION_JWT_KEY_SET"] = "http://example.org/keys",
                }
            )
        );
        foreach (
            var part in (string[])
                [
                    "CAPTION_JWT_ISSUER is missing",
                    "CAPTION_JWT_AUDIENCE is missing",
                    "'HS256'",
                    "'none'",
                    "'https://example.org/page'",
                    "'http://example.org/keys'",
                ]
        )
            Assert.Contains(part, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://keys.example/certs")]
    [InlineData("ftp://keys.example/certs")]
    [InlineData("/nowhere/jwks.json")]
    public void Keys_of_who_pushes_events_come_from_no_unsafe_place(string place) =>
        Assert.Contains(
            $"CAPTION_EVENTS_KEY_SET is '{place}'; allowed: a file, or an https address (http on loopback).",
            Assert
                .Throws<SettingsException>(() =>
                    Read(
                        new()
                        {
                            ["CAPTION_EVENTS_ISSUER"] = "https://accounts.google.com",
                            ["CAPTION_EVENTS_AUDIENCE"] = "captions",
                            ["CAPTION_EVENTS_IDENTITY"] = "push@project.example",
                            ["CAPTION_EVENTS_KEY_SET"] = place,
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("CAPTION_ROLE", "judge", "CAPTION_ROLE is 'judge'; allowed: all, caption or score.")]
    [InlineData("CAPTION_ROLE", "caption", "CAPTION_SCORER_URL is missing; CAPTION_ROLE=caption needs it.")]
    [InlineData("CAPTION_SCORER_URL", "http://scorer:8080", "only CAPTION_ROLE=caption asks it")]
    [InlineData("CAPTION_SCORER_URL", "scorer:8080", "CAPTION_SCORER_URL is 'scorer:8080'; allowed: an http(s) address")]
    [InlineData("CAPTION_SCORER_KEY_FILE", "/nowhere", "CAPTION_SCORER_KEY_FILE is '/nowhere', which cannot be read")]
    [InlineData("CAPTION_SCORER_SECONDS", "0", "CAPTION_SCORER_SECONDS is '0'; allowed: 1 to 3600.")]
    [InlineData("CAPTION_FALLBACK_URL", "http://a.example", "CAPTION_FALLBACK_URL is 'http://a.example'; allowed: an https address")]
    [InlineData("CAPTION_FALLBACK_URL", "https://me@example.org", "CAPTION_FALLBACK_URL is 'https://me@example.org'; allowed:")]
    [InlineData("CAPTION_FALLBACK_SECONDS", "soon", "CAPTION_FALLBACK_SECONDS is 'soon'; allowed: 1 to 3600.")]
    [InlineData("CAPTION_METRICS_PORT", "8080", "CAPTION_PORT, CAPTION_METRICS_PORT and CAPTION_GRPC_PORT must differ.")]
    [InlineData("CAPTION_GRPC_PORT", "70000", "CAPTION_GRPC_PORT is '70000'; allowed: 0 to 65535")]
    public void A_wrong_role_peer_or_port_stops_the_start(string name, string value, string expected)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { [name] = value }));
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Traffic_is_counted_where_a_folder_is_named_in_windows_of_an_hour()
    {
        Assert.Null(Read([]).Traffic);
        var traffic = Read(new() { ["CAPTION_TRAFFIC_TO"] = "s3://captions/watch" }).Traffic!;
        Assert.Equal(("s3://captions/watch/", 3_600), (traffic.To.ToString(), traffic.Seconds));
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_TRAFFIC_SECONDS"] = "5" }));
        Assert.Contains("CAPTION_TRAFFIC_SECONDS is '5'; allowed: 10 to 86400", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAPTION_GRPC_PORT", "8081")]
    [InlineData("CAPTION_FALLBACK_URL", "https://example.org")]
    [InlineData("CAPTION_EVENTS_FROM", "s3://photos/in/")]
    [InlineData("CAPTION_WATCH_FOLDER", "/tmp")]
    [InlineData("CAPTION_TRAFFIC_TO", "s3://captions/watch/")]
    public void A_host_that_scores_alone_takes_no_setting_of_captions(string name, string value)
    {
        var wrong = Assert.Throws<SettingsException>(() => Read(new() { ["CAPTION_ROLE"] = "score", [name] = value }));
        Assert.Contains($"{name} is set, and CAPTION_ROLE=score makes no captions.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_has_no_port_of_its_own()
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            CaptionSettings.Read(HostProfile.Aws, name => name == "CAPTION_METRICS_PORT" ? "9464" : null, [])
        );
        Assert.Contains("CAPTION_METRICS_PORT is set, and this host has one port", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scorer_is_waited_for_no_longer_than_a_share_of_the_deadline()
    {
        var settings = Read(
            new()
            {
                ["CAPTION_ROLE"] = "caption",
                ["CAPTION_SCORER_URL"] = "http://scorer:8080/",
                ["CAPTION_DEADLINE_SECONDS"] = "12",
                ["CAPTION_FALLBACK_URL"] = "http://127.0.0.1:8082",
            }
        );
        Assert.Equal((3, 12), (settings.Scorer!.Timeout.TotalSeconds, settings.Fallback!.Timeout.TotalSeconds));
    }

    [Fact]
    public void The_platforms_PORT_is_taken_where_ours_is_not_set()
    {
        Assert.Equal(9999, Read(new() { ["PORT"] = "9999" }).Port);
        Assert.Equal(8081, Read(new() { ["PORT"] = "9999", ["CAPTION_PORT"] = "8081" }).Port);
    }

    [Fact]
    public void The_documentation_lists_every_setting_that_the_code_reads()
    {
        var names = typeof(SettingNames).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations", "settings.md"));
        var rows = page.Where(line => line.StartsWith("| `CAPTION_", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        Assert.Equal(names, rows);
    }

    private static HostProfile Host(string name) =>
        ((HostProfile[])[HostProfile.Aws, HostProfile.Azure, HostProfile.Gcp, HostProfile.Kubernetes]).Single(host => host.Name == name);

    private static CaptionSettings Read(Dictionary<string, string> values, HostProfile? host = null) =>
        CaptionSettings.Read(host ?? HostProfile.Kubernetes, name => values.GetValueOrDefault(name), values.Keys);
}
