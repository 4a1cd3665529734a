namespace Serverless.Settings.Access;

/// <summary>Who may ask.</summary>
/// <param name="Mode">How callers prove who they are.</param>
/// <param name="KeysFile">The file of keys; null unless the mode is keys.</param>
/// <param name="Jwt">What tokens must be; null unless the mode is jwt.</param>
/// <param name="AllowedOrigins">Origins whose pages may call; none by default.</param>
/// <param name="PlatformScopes">Scopes of callers that the platform lets through.</param>
public sealed record AccessSettings(
    AccessMode Mode,
    string? KeysFile,
    JwtSettings? Jwt,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlySet<string> PlatformScopes
);

/// <summary>What a token must be.</summary>
/// <param name="Issuer">Its <c>iss</c>.</param>
/// <param name="Audience">Its <c>aud</c>.</param>
/// <param name="Algorithms">Signature algorithms that are taken; asymmetric ones only.</param>
/// <param name="KeySet">The keys as a JWKS, or the issuer's discovery document: a file, or an https address (http on loopback).</param>
public sealed record JwtSettings(string Issuer, string Audience, IReadOnlyList<string> Algorithms, string KeySet);
