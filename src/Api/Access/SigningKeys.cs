using Microsoft.IdentityModel.Protocols;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>
/// An issuer's keys: read for the first token, again with the first token after <see cref="ReadAgainAfter"/>, and for a token that
/// no known key has signed, but no sooner than <see cref="NotSooner"/> after the last reading that failed or was requested. Where reading
/// fails, the last good keys serve on until they are <see cref="ServeFor"/> old; so no key is trusted for longer than that after its
/// issuer withdrew it.
/// </summary>
internal sealed class SigningKeys : ConfigurationManager<IssuerKeys>
{
    /// <summary>The minimum that the library allows; it adds up to a twentieth by chance.</summary>
    public static readonly TimeSpan ReadAgainAfter = MinimumAutomaticRefreshInterval;

    public static readonly TimeSpan NotSooner = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan ServeFor = TimeSpan.FromHours(1);

    private readonly TimeProvider _clock;

    /// <param name="jwt">The issuer, and the address of its keys.</param>
    /// <param name="clock">Measures the age of keys.</param>
    /// <param name="client">Fetches.</param>
    /// <param name="onError">Receives why keys could not be read, and until when the last ones serve, for the log.</param>
    public SigningKeys(JwtSettings jwt, TimeProvider clock, HttpClient client, Action<string> onError)
        : base(jwt.KeySet, new IssuerKeysReader(jwt.Issuer, clock, onError), new KeyDocuments(client))
    {
        _clock = clock;
        (AutomaticRefreshInterval, RefreshInterval) = (ReadAgainAfter, NotSooner);
        UseLastKnownGoodConfiguration = false; // it would hold tokens against keys that the issuer has withdrawn, for an hour
    }

    /// <exception cref="InvalidOperationException">There are none, or they are too old to be trusted.</exception>
    public override async Task<IssuerKeys> GetConfigurationAsync(CancellationToken cancel)
    {
        var keys = await base.GetConfigurationAsync(cancel);
        return _clock.GetUtcNow() - keys.ReadAt <= ServeFor
            ? keys
            : throw new InvalidOperationException("The keys are too old to be trusted.");
    }
}
