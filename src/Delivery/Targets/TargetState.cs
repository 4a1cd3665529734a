namespace Serverless.Delivery.Targets;

/// <summary>What runs on a target.</summary>
/// <param name="Revisions">All of them, stopped ones too.</param>
/// <param name="Url">Where callers ask; null where the target does not say.</param>
internal sealed record TargetState(IReadOnlyList<TargetRevision> Revisions, string? Url)
{
    /// <summary>The revision with all traffic; null where there is none or several share it.</summary>
    public TargetRevision? Live => Revisions.FirstOrDefault(revision => revision.Weight == 100);

    /// <summary>A revision by id; null where there is none.</summary>
    public TargetRevision? Find(string? id) => Revisions.FirstOrDefault(revision => revision.Id == id);
}

/// <summary>One revision.</summary>
/// <param name="Id">Its name on the target.</param>
/// <param name="Version">The release it was made of; null where the target does not know.</param>
/// <param name="Status">Whether it can serve.</param>
/// <param name="Weight">Percent of the traffic.</param>
/// <param name="PackageSha256">The digest of what it runs; null where the target does not say.</param>
/// <param name="SettingsSha256">The digest of its settings; null where the target does not say.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record TargetRevision(
    string Id,
    string? Version,
    RevisionStatus Status,
    int Weight,
    string? PackageSha256 = null,
    string? SettingsSha256 = null,
    string? Reason = null
);

/// <summary>Whether a revision can serve.</summary>
internal enum RevisionStatus
{
    /// <summary>Not yet.</summary>
    Starting,

    /// <summary>It can.</summary>
    Ready,

    /// <summary>It will not.</summary>
    Failed,

    /// <summary>It ends what it has begun.</summary>
    Draining,

    /// <summary>It does not run, and can be started.</summary>
    Stopped,
}

/// <summary>What a revision is made of.</summary>
/// <param name="Id">Its name: made of version, package and settings, so that the same ones have the same name.</param>
/// <param name="Version">The release.</param>
/// <param name="PackageFile">The package, where it can be read.</param>
/// <param name="PackageSha256">Its digest.</param>
/// <param name="Image">The digest of the image with the same content; null for none.</param>
/// <param name="Settings">Settings by name.</param>
internal sealed record RevisionSpec(
    string Id,
    string Version,
    string PackageFile,
    string PackageSha256,
    string? Image,
    IReadOnlyDictionary<string, string> Settings
);

/// <summary>What revisions answered.</summary>
/// <param name="Revisions">By id.</param>
internal sealed record TargetMetrics(IReadOnlyDictionary<string, RevisionMetrics> Revisions)
{
    public RevisionMetrics Of(string id) => Revisions.GetValueOrDefault(id) ?? RevisionMetrics.None;
}

/// <summary>What one revision answered since a time.</summary>
/// <param name="Requests">All of them.</param>
/// <param name="Errors">Failures of the service: status 500 and above, but no throttling.</param>
/// <param name="Throttled">Turned away as too many.</param>
/// <param name="Captioned">Captions that were given.</param>
/// <param name="Refused">Captions that were refused.</param>
/// <param name="LatencyP95Ms">95th percentile in milliseconds; null where nothing was measured.</param>
internal sealed record RevisionMetrics(long Requests, long Errors, long Throttled, long Captioned, long Refused, double? LatencyP95Ms)
{
    public static RevisionMetrics None { get; } = new(0, 0, 0, 0, 0, null);
}

/// <summary>A request of a smoke test.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="MediaType">What it is.</param>
internal sealed record ProbeRequest(string Method, string Path, byte[]? Body = null, string? MediaType = null);

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record ProbeResponse(int Status, byte[] Body);
