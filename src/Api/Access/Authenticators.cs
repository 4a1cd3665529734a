using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>The way of proof that the settings ask for.</summary>
public static class Authenticators
{
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">Paces.</param>
    /// <param name="onFault">Takes why keys could not be read, for the log.</param>
    /// <exception cref="InvalidDataException">The file of keys is not what it should be.</exception>
    public static IAuthenticator Of(AccessSettings settings, TimeProvider clock, Action<string> onFault) =>
        settings switch
        {
            { Mode: AccessMode.Keys, KeysFile: { } file } => new KeyAuthenticator(file, clock, onFault),
            { Mode: AccessMode.Jwt, Jwt: { } jwt } => new JwtAuthenticator(jwt, KeysOf(jwt, clock, onFault)),
            { Mode: AccessMode.Platform } => new PlatformAuthenticator(settings.PlatformScopes),
            { Mode: AccessMode.None } => new LoopbackAuthenticator(),
            _ => throw new ArgumentException($"{settings.Mode} lacks what it needs.", nameof(settings)),
        };

    /// <summary>The keys of an issuer.</summary>
    internal static SigningKeys KeysOf(JwtSettings jwt, TimeProvider clock, Action<string> onFault) =>
        new(jwt, clock, new HttpClient { Timeout = FetchTimeout, MaxResponseContentBufferSize = 1 << 20 }, onFault);
}
