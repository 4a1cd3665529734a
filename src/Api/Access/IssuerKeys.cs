using Microsoft.IdentityModel.Tokens;

namespace Serverless.Api.Access;

/// <summary>What an issuer signs with, as read at one time.</summary>
internal sealed class IssuerKeys : BaseConfiguration
{
    public IssuerKeys(IEnumerable<SecurityKey> keys, DateTimeOffset readAt)
    {
        foreach (var key in keys)
            SigningKeys.Add(key);
        ReadAt = readAt;
    }

    public DateTimeOffset ReadAt { get; }
}
