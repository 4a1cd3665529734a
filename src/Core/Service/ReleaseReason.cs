namespace Serverless.Core.Service;

/// <summary>Why a batch stopped waiting for more.</summary>
internal enum ReleaseReason
{
    /// <summary>It has as many as it may.</summary>
    Full,

    /// <summary>No others are on their way that this worker would have to take.</summary>
    Idle,

    /// <summary>Its first one waited as long as it may.</summary>
    Delay,

    /// <summary>One of them would miss its deadline by waiting on.</summary>
    Deadline,

    /// <summary>The host ends.</summary>
    Drain,
}
