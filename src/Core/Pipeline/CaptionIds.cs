using System.Security.Cryptography;

namespace Serverless.Core.Pipeline;

/// <summary>Makes ids: ULID (github.com/ulid/spec), 48 bits of milliseconds and 80 of randomness in Crockford's base 32.</summary>
/// <param name="clock">Gives the time.</param>
/// <param name="fillRandom">Fills a buffer with random bytes.</param>
public sealed class CaptionIds(TimeProvider clock, Action<byte[]> fillRandom)
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    /// <summary>Ids of the system's clock and randomness.</summary>
    public static CaptionIds System { get; } = new(TimeProvider.System, static buffer => RandomNumberGenerator.Fill(buffer));

    /// <summary>Makes one.</summary>
    /// <returns>26 characters.</returns>
    public string Next()
    {
        var random = new byte[10];
        fillRandom(random);
        UInt128 value = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var part in random)
            value = (value << 8) | part;
        return string.Create(
            Length,
            value,
            static (span, rest) =>
            {
                for (var i = Length - 1; i >= 0; i--, rest >>= 5)
                    span[i] = Alphabet[(int)(rest & 31)];
            }
        );
    }
}
