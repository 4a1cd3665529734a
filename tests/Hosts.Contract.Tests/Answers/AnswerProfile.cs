using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>Hosts with the settings of a profile, started once, with what cases of it send: a folder, tokens.</summary>
internal sealed class AnswerProfile : IAsyncDisposable
{
    private const string Audience = "captions",
        EventsAudience = "events",
        Pusher = "pusher@example.org",
        MaxBodyBytes = "65536";

    /// <summary>Keys that cases send, their scopes, and their rate.</summary>
    private static readonly (string Key, string[] Scopes, int? PerMinute)[] Keys =
    [
        ("key-of-captions", ["caption"], null),
        ("key-of-all", ["caption", "url", "blob", "review", "model"], null),
        ("key-of-metrics", ["metrics"], null),
        ("key-of-model", ["model"], null),
        ("key-once-a-minute", ["caption"], 1),
    ];

    private static readonly (string, string)[] Tiny =
    [
        ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
        ("CAPTION_LABEL_MODEL", "none"),
        ("CAPTION_TEXT_MODEL", "none"),
        ("CAPTION_MAX_BODY_BYTES", MaxBodyBytes),
        ("CAPTION_MAX_PIXELS", "50000000"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
    ];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestTokens _tokens;
    private readonly TestTokens _strangers;

    private AnswerProfile(string folder)
    {
        Folder = folder;
        _tokens = new TestTokens(_key, Path.Combine(folder, "keys-of-issuer.json"));
        _strangers = new TestTokens(_stranger, Path.Combine(folder, "keys-of-stranger.json"));
    }

    /// <summary>All profiles whose hosts run the tiny model.</summary>
    public static IReadOnlyList<string> Names { get; } = ["surface", "keys", "jwt", "folders", "loading"];

    public IReadOnlyList<(string Name, IPlatform Platform)> Hosts { get; private set; } = [];

    /// <summary>A folder of this run.</summary>
    public string Folder { get; }

    public static async Task<AnswerProfile> StartAsync(string name)
    {
        var profile = new AnswerProfile(Directory.CreateTempSubdirectory("answers-").FullName);
        profile.Hosts = name switch
        {
            "surface" => await FourAsync([("CAPTION_PLATFORM_SCOPES", "caption,url,blob,review,model")]),
            "keys" => await FourAsync([
                ("CAPTION_AUTH", "keys"),
                ("CAPTION_KEYS_FILE", profile.WriteKeys()),
                ("CAPTION_ALLOWED_ORIGINS", "https://example.org,https://app.example.org:8443"),
                ("CAPTION_EVENTS_FROM", ""),
            ]),
            "jwt" => await TwoAsync([
                ("CAPTION_AUTH", "jwt"),
                ("CAPTION_JWT_ISSUER", TestTokens.Issuer),
                ("CAPTION_JWT_AUDIENCE", Audience),
                ("CAPTION_JWT_KEY_SET", profile._tokens.KeySet),
                ("CAPTION_EVENTS_FROM", "s3://elsewhere/in/"),
                ("CAPTION_EVENTS_ISSUER", TestTokens.Issuer),
                ("CAPTION_EVENTS_AUDIENCE", EventsAudience),
                ("CAPTION_EVENTS_KEY_SET", profile._tokens.KeySet),
                ("CAPTION_EVENTS_IDENTITY", Pusher),
            ]),
            "loading" =>
            [
                (
                    "kubernetes",
                    await LoadingHost.StartAsync(
                        Directory.CreateDirectory(Path.Combine(profile.Folder, "model")).FullName,
                        [.. Tiny.Where(setting => setting.Item1 != "CAPTION_MODEL"), .. profile.Folders()]
                    )
                ),
            ],
            _ => [("kubernetes", await ListeningPlatform.KubernetesAsync([.. Tiny, .. profile.Folders()]))],
        };
        return profile;
    }

    /// <summary>A token by what is wrong with it.</summary>
    public string Token(string name) =>
        name switch
        {
            "right" => _tokens.Make("a@example.org", Audience, "caption"),
            "reviewer" => _tokens.Make("a@example.org", Audience, "review"),
            "no-scope" => _tokens.Make("a@example.org", Audience),
            "expired" => _tokens.Make("a@example.org", Audience, "caption", seconds: -600),
            "other-audience" => _tokens.Make("a@example.org", "pictures", "caption"),
            "pusher" => _tokens.Make(Pusher, EventsAudience),
            "pusher-expired" => _tokens.Make(Pusher, EventsAudience, seconds: -600),
            "pusher-other-audience" => _tokens.Make(Pusher, Audience),
            "other-pusher" => _tokens.Make("b@example.org", EventsAudience),
            "stranger" => _strangers.Make("a@example.org", Audience, "caption"),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such token."),
        };

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, platform) in Hosts)
            await platform.DisposeAsync();
        _key.Dispose();
        _stranger.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Every host; where events are heeded, each those of its own cloud.</summary>
    private static async Task<IReadOnlyList<(string Name, IPlatform Platform)>> FourAsync((string Name, string Value)[] more)
    {
        var settings = Tiny.Concat(more.Where(setting => setting.Name != "CAPTION_EVENTS_FROM")).ToArray();
        var heedsEvents = more.Any(setting => setting.Name == "CAPTION_EVENTS_FROM");
        (string, string)[] From(string folders) => heedsEvents ? [.. settings, ("CAPTION_EVENTS_FROM", folders)] : settings;
        var kubernetes = ListeningPlatform.KubernetesAsync(From("s3://elsewhere/in/,az://elsewhere/pictures/,gs://elsewhere/in/"));
        var google = ListeningPlatform.GoogleAsync(From("gs://elsewhere/in/"));
        var azure = ListeningPlatform.AzureAsync(From("az://elsewhere/pictures/"));
        var aws = FakeLambda.StartAsync(From("s3://elsewhere/in/"));
        return [("kubernetes", await kubernetes), ("gcp", await google), ("azure", await azure), ("aws", await aws)];
    }

    /// <summary>One host that listens and one that does not.</summary>
    private static async Task<IReadOnlyList<(string Name, IPlatform Platform)>> TwoAsync((string, string)[] more)
    {
        var (kubernetes, aws) = (ListeningPlatform.KubernetesAsync([.. Tiny, .. more]), FakeLambda.StartAsync([.. Tiny, .. more]));
        return [("kubernetes", await kubernetes), ("aws", await aws)];
    }

    /// <summary>A picture to name, and folders for uploads and reviews.</summary>
    private (string, string)[] Folders()
    {
        foreach (var name in (string[])["in", "up", "reviews", "secret"])
            Directory.CreateDirectory(Path.Combine(Folder, name));
        foreach (var name in (string[])["in", "secret"])
        {
            File.Copy(Path.Combine(Repository.Root, "samples", "bar-chart.png"), Path.Combine(Folder, name, "chart.png"));
        }

        return
        [
            ("CAPTION_BLOBS_FROM", $"file://{Folder}/in/"),
            ("CAPTION_UPLOADS_TO", $"file://{Folder}/up/"),
            ("CAPTION_REVIEWS_TO", $"file://{Folder}/reviews/"),
            ("CAPTION_URLS", "on"),
        ];
    }

    private string WriteKeys()
    {
        var path = Path.Combine(Folder, "keys.json");
        File.WriteAllText(
            path,
            JsonSerializer.Serialize(
                new
                {
                    keys = Keys.Select(
                        (one, i) =>
                            one.PerMinute is { } rate
                                ? (object)
                                    new
                                    {
                                        id = $"key-{i}",
                                        sha256 = Digest(one.Key),
                                        scopes = one.Scopes,
                                        perMinute = rate,
                                    }
                                : new
                                {
                                    id = $"key-{i}",
                                    sha256 = Digest(one.Key),
                                    scopes = one.Scopes,
                                }
                    ),
                }
            )
        );
        return path;
    }

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
