namespace Serverless.LocalTargets.Revisions;

/// <summary>How far a revision is.</summary>
internal enum RevisionState
{
    /// <summary>Being unpacked or started, or not ready again for now; gets no requests.</summary>
    Starting,

    /// <summary>Its readiness probe has answered 200; may carry traffic.</summary>
    Ready,

    /// <summary>Did not become ready, or ended by itself; the reason says more.</summary>
    Failed,

    /// <summary>Gets no new requests; those in work are waited for.</summary>
    Draining,

    /// <summary>Not running, and kept to be started again.</summary>
    Stopped,
}
