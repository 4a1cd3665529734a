using Serverless.Settings.Access;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Which uploads are captioned by themselves, and what is kept of it.</summary>
/// <param name="From">Folders whose events are handled; none for no events.</param>
/// <param name="ResultsTo">Folder of results; null for beside the pictures.</param>
/// <param name="WatchFolder">Folder that the host itself watches; null for none. It is among <paramref name="From"/>.</param>
/// <param name="MaxAttempts">Deliveries after which a failure is final.</param>
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
    int MaxAttempts,
    PushIdentity? Push,
    IReadOnlyList<string> Origins,
    BlobAddress? ReviewsTo,
    bool KeepsFeatures,
    bool DropsMalformed,
    TimeSpan? Retention
)
{
    /// <summary>Reviews a minute that are taken of one identity where the settings do not say.</summary>
    public const int DefaultReviewsPerMinute = 60;

    /// <summary>Whether a small picture is kept beside a caption of a posted picture, for who reviews it.</summary>
    public bool KeepsPictures { get; init; }

    /// <summary>Reviews a minute that this process takes of one identity, at least 1.</summary>
    public int ReviewsPerMinute { get; init; } = DefaultReviewsPerMinute;
}

/// <summary>The identity whose token an event must carry.</summary>
/// <param name="Token">What the token must be.</param>
/// <param name="Identity">Its verified email, sub or azp.</param>
public sealed record PushIdentity(JwtSettings Token, string Identity);
