namespace Serverless.Settings;

/// <summary>Which part of the work a host does.</summary>
public enum HostRole
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>Captions; the quality model runs on a host that scores, and is not loaded.</summary>
    Caption,

    /// <summary>Scores alone.</summary>
    Score,
}
