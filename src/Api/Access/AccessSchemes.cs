namespace Serverless.Api.Access;

/// <summary>Names of the authentication schemes.</summary>
internal static class AccessSchemes
{
    /// <summary>Stands for the one that the settings choose.</summary>
    public const string Default = "caption";

    public const string Keys = "keys",
        Platform = "platform",
        Loopback = "loopback",
        Jwt = "jwt";

    /// <summary>Tokens of who pushes events.</summary>
    public const string Push = "push";
}
