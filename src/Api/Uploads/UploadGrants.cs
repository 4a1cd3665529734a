using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Api.Access;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Api.Uploads;

/// <summary>
/// Knows whose an upload is without a store of its own: an upload's key holds its owner, its expiry and its length. Only this service
/// issues addresses below its folder, so an invented key names no object.
/// </summary>
/// <param name="settings">Where uploads go.</param>
/// <param name="clock">Gives the time.</param>
public sealed class UploadGrants(UploadSettings settings, TimeProvider clock)
{
    private const int DigestDigits = 32,
        RandomDigits = 32;

    /// <summary>An upload that may be read.</summary>
    /// <param name="Folder">The folder of all uploads.</param>
    /// <param name="Length">The bytes it was announced with.</param>
    public sealed record Grant(BlobAddress Folder, long Length);

    /// <summary>The key, below the folder of all uploads, of a new one.</summary>
    /// <param name="caller">Its owner.</param>
    /// <param name="expiresAt">Until when.</param>
    /// <param name="length">Its bytes.</param>
    public static string NewKey(Caller caller, DateTimeOffset expiresAt, long length) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{OwnerOf(caller)}/{expiresAt.ToUnixTimeSeconds() + 1}-{length}-"
                + $"{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}"
        );

    /// <summary>The expiry of an upload; null where the key is not one of an upload.</summary>
    /// <param name="key">Below the folder of all uploads.</param>
    public static DateTimeOffset? ExpiryOf(string key) => Parse(key)?.ExpiresAt;

    /// <summary>The upload an address names, if it is this caller's and its time is not over.</summary>
    /// <param name="address">The address.</param>
    /// <param name="caller">The caller.</param>
    public Grant? Find(BlobAddress address, Caller caller) =>
        address.Below(settings.Folder) is { } key
        && Parse(key) is var (owner, expiresAt, length)
        && owner == OwnerOf(caller)
        && clock.GetUtcNow() < expiresAt
            ? new Grant(settings.Folder, length)
            : null;

    private static string OwnerOf(Caller caller) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller.Id)))[..DigestDigits];

    private static (string Owner, DateTimeOffset ExpiresAt, long Length)? Parse(string key)
    {
        if (key.Split('/') is not [var owner, var name] || name.Split('-') is not [var expiry, var length, { Length: RandomDigits }])
            return null;
        return
            long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 253_402_300_800
            && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? (owner, DateTimeOffset.FromUnixTimeSeconds(seconds), bytes)
            : null;
    }
}
