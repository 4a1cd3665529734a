namespace Serverless.Settings.Access;

/// <summary>How callers prove who they are.</summary>
public enum AccessMode
{
    /// <summary>Not at all; on a loopback address only.</summary>
    None,

    /// <summary>The platform in front has checked: IAM, function keys, an ingress.</summary>
    Platform,

    /// <summary>Keys of our own.</summary>
    Keys,

    /// <summary>Signed tokens of an issuer.</summary>
    Jwt,
}
