using Serverless.Settings.Access;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Which uploads are captioned by themselves, and what is kept of it.</summary>
/// <param name="From">Folders whose events are heeded; none for no events.</param>
/// <param name="ResultsTo">Folder of results; null for beside the pictures.</param>
/// <param name="WatchFolder">Folder looked after by the host itself; null for none. It is among <paramref name="From"/>.</param>
/// <param name="MostAttempts">Deliveries after which a failure is final.</param>
/// <param name="Push">What the token of a pushed event must be; null where the platform or CAPTION_AUTH is proof enough.</param>
/// <param name="Origins">Senders whose webhook handshake is answered.</param>
/// <param name="ReviewsTo">Folder of reviews and of what they need; null for no reviews.</param>
/// <param name="KeepsFeatures">Whether the quality model's features are kept for training.</param>
/// <param name="DropsMalformed">Whether an event that cannot be read is acknowledged.</param>
/// <param name="Retention">How long reviews, features and what they hang on are kept; null for ever.</param>
public sealed record EventSettings(
    IReadOnlyList<BlobAddress> From,
    BlobAddress? ResultsTo,
    string? WatchFolder,
    int MostAttempts,
    PushIdentity? Push,
    IReadOnlyList<string> Origins,
    BlobAddress? ReviewsTo,
    bool KeepsFeatures,
    bool DropsMalformed,
    TimeSpan? Retention
)
{
    /// <summary>Sources.</summary>
    public static readonly SettingDefinition FromSetting = new(
        "CAPTION_EVENTS_FROM",
        "none",
        "addresses of folders, commas between",
        "Folders whose upload events are heeded; all others are acknowledged and left alone."
    );

    /// <summary>Results.</summary>
    public static readonly SettingDefinition ResultsToSetting = new(
        "CAPTION_RESULTS_TO",
        "beside the pictures",
        "the address of a folder",
        "Where results are written. With a folder of its own, CAPTION_EVENTS_FROM names one bucket, container or root."
    );

    /// <summary>Watched folder.</summary>
    public static readonly SettingDefinition WatchFolderSetting = new(
        "CAPTION_WATCH_FOLDER",
        "none",
        "a folder; on the container host",
        "Folder whose new pictures are captioned without events: a laptop, a NAS."
    );

    /// <summary>Attempts.</summary>
    public static readonly SettingDefinition AttemptsSetting = new(
        "CAPTION_EVENTS_ATTEMPTS",
        "5",
        "1 to 1000",
        "Deliveries after which a failure that might pass is recorded as final, where the platform counts them."
    );

    /// <summary>Issuer.</summary>
    public static readonly SettingDefinition IssuerSetting = new(
        "CAPTION_EVENTS_ISSUER",
        "none",
        "a text, such as https://accounts.google.com",
        "With it, an event pushed over HTTP needs a token of this issuer; without it, what CAPTION_AUTH asks."
    );

    /// <summary>Audience.</summary>
    public static readonly SettingDefinition AudienceSetting = new(
        "CAPTION_EVENTS_AUDIENCE",
        "none",
        "a text",
        "The aud of those tokens."
    );

    /// <summary>Keys.</summary>
    public static readonly SettingDefinition KeySetSetting = new(
        "CAPTION_EVENTS_KEY_SET",
        "none",
        "a file, or an https address (http on loopback)",
        "The issuer's keys (JWKS), such as https://www.googleapis.com/oauth2/v3/certs, or its discovery document. "
            + "Read again as CAPTION_JWT_KEY_SET is."
    );

    /// <summary>Identity.</summary>
    public static readonly SettingDefinition IdentitySetting = new(
        "CAPTION_EVENTS_IDENTITY",
        "none",
        "a text",
        "Who pushes: the token's verified email, or its sub or azp."
    );

    /// <summary>Senders.</summary>
    public static readonly SettingDefinition OriginsSetting = new(
        "CAPTION_EVENTS_ORIGINS",
        "eventgrid.azure.net",
        "names, commas between",
        "Senders whose CloudEvents webhook handshake is answered."
    );

    /// <summary>Reviews.</summary>
    public static readonly SettingDefinition ReviewsToSetting = new(
        "CAPTION_REVIEWS_TO",
        "none",
        "the address of a folder",
        "Where reviews are kept, with what is needed to take them: every caption's id and words."
    );

    /// <summary>Features.</summary>
    public static readonly SettingDefinition KeepFeaturesSetting = new(
        "CAPTION_KEEP_FEATURES",
        "off",
        "on or off",
        "Whether the quality model's features are kept beside a caption's id, so that its review can train."
    );

    /// <summary>Retention.</summary>
    public static readonly SettingDefinition RetentionSetting = new(
        "CAPTION_RETENTION_DAYS",
        "0",
        "0 to 36500; 0 for ever",
        "How long what CAPTION_REVIEWS_TO holds is kept; the sweep deletes what is older. Results live as long as their pictures."
    );

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        FromSetting,
        ResultsToSetting,
        WatchFolderSetting,
        AttemptsSetting,
        IssuerSetting,
        AudienceSetting,
        KeySetSetting,
        IdentitySetting,
        OriginsSetting,
        ReviewsToSetting,
        KeepFeaturesSetting,
        RetentionSetting,
    ];
}

/// <summary>Whose token an event must carry.</summary>
/// <param name="Token">What the token must be.</param>
/// <param name="Identity">Its verified email, sub or azp.</param>
public sealed record PushIdentity(JwtSettings Token, string Identity);
