using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Fetching;

/// <summary>Reads a complete body, up to a limit.</summary>
public static class BodyReader
{
    private const int MaxReserved = 1 << 20;

    /// <summary>Reads.</summary>
    /// <param name="body">The stream.</param>
    /// <param name="announced">Content-Length, null when chunked.</param>
    /// <param name="limit">Max bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="onBytes">Is told each time that some have come; null for nobody.</param>
    /// <returns>The bytes, or <see cref="FailureReason.BodyTooLarge"/>.</returns>
    public static async Task<Result<byte[], CaptionFailure>> ReadAsync(
        Stream body,
        long? announced,
        long limit,
        CancellationToken cancellationToken,
        Action? onBytes = null
    )
    {
        if (announced > limit)
            return TooLarge(limit);
        using var kept = new MemoryStream((int)Math.Min(announced ?? 0, MaxReserved)); // announced bytes may never come
        var buffer = new byte[64 << 10];
        while (await body.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (kept.Length + count > limit)
                return TooLarge(limit);
            kept.Write(buffer, 0, count);
            onBytes?.Invoke();
        }

        return kept.Length == kept.Capacity ? kept.GetBuffer() : kept.ToArray();
    }

    /// <summary>The failure that names the limit and the way for larger pictures.</summary>
    /// <param name="limit">Max bytes.</param>
    public static CaptionFailure TooLarge(long limit) =>
        new(
            FailureReason.BodyTooLarge,
            FormattableString.Invariant(
                $"The body is larger than the {limit} bytes this host takes. POST /v1/uploads is the way for larger pictures."
            )
        );
}
