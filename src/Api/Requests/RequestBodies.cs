using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Serverless.Api.Telemetry;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Settings;

namespace Serverless.Api.Requests;

/// <summary>
/// Reads bodies of requests whose callers are known: no larger than allowed, no more at a time than there is room for, with their
/// Content-Encoding undone. The framework's decompression accepts a missing end and knows no limit of its own, so it is not used.
/// </summary>
/// <param name="settings">The limits.</param>
/// <param name="clock">Takes the time in which nothing comes.</param>
internal sealed class RequestBodies(IOptions<CaptionSettings> settings, TimeProvider clock)
{
    private readonly BodyBudget _budget = new(settings.Value.MaxBodies, settings.Value.MaxBodiesBytes);

    /// <summary>
    /// A body of which nothing comes for so long is given up: its caller may be gone without a word, and the room is wanted. The server's
    /// own least rate is a mean over all of the body, so that much of it at once would buy hours.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>What is said where there is no room.</summary>
    public const string Full = "Too many request bodies are being taken; try again in a moment.";

    /// <summary>Takes room for a body that something else reads: of unknown length, so for the largest.</summary>
    /// <returns>Gives the room back; null where there is none.</returns>
    public IDisposable? TryHold() => _budget.TryTake(settings.Value.MaxBodyBytes);

    /// <summary>Reads one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="routeMaxBytes">Largest body that this route takes, if that is less than the host's limit.</param>
    /// <returns>To be disposed when the answer is made.</returns>
    /// <exception cref="BadHttpRequestException">Nothing came of it for <see cref="Silence"/>; 408, as of the server's own.</exception>
    public async Task<HeldBody> ReadAsync(HttpRequest request, long routeMaxBytes = long.MaxValue)
    {
        // 1. The announced length decides first: nothing is read of a body that is too large.
        var maxBytes = Math.Min(settings.Value.MaxBodyBytes, routeMaxBytes);
        var announced = request.ContentLength;
        if (announced > maxBytes)
            return new HeldBody(BodyReader.TooLarge(maxBytes), null);

        // 2. Room for it, and for what may come of a compressed one.
        var coding = request.Headers.ContentEncoding.ToString();
        var room = _budget.TryTake((announced ?? maxBytes) + (coding.Length == 0 ? 0 : maxBytes));
        if (room is null)
        {
            return new HeldBody(new CaptionFailure(FailureReason.Busy, Full), null);
        }

        // 3. The body itself; the room is given back where reading breaks off.
        try
        {
            return new HeldBody(Content(request, coding, await ReadSteadilyAsync(request, announced, maxBytes), maxBytes), room);
        }
        catch
        {
            room.Dispose();
            throw;
        }
    }

    private async Task<Result<byte[], CaptionFailure>> ReadSteadilyAsync(HttpRequest request, long? announced, long maxBytes)
    {
        var gone = request.HttpContext.RequestAborted;
        using var silent = new CancellationTokenSource(Silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silent.Token, gone);
        try
        {
            return await BodyReader.ReadAsync(request.Body, announced, maxBytes, either.Token, () => silent.CancelAfter(Silence));
        }
        catch (OperationCanceledException cancelled) when (silent.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                FormattableString.Invariant($"Nothing came of the body for {Silence.TotalSeconds} seconds."),
                StatusCodes.Status408RequestTimeout,
                cancelled
            );
        }
    }

    private static Result<RequestContent, CaptionFailure> Content(
        HttpRequest request,
        string coding,
        Result<byte[], CaptionFailure> read,
        long maxBytes
    )
    {
        if (!read.TryGet(out var bytes, out var failure))
            return failure;
        RequestNote.Of(request.HttpContext).BodyBytes = bytes.Length;
        if (!ContentCoding.Decode(coding, bytes, maxBytes).TryGet(out var plain, out failure))
            return failure;
        var query = request.Query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string>(pair.Key, value ?? "")));
        return new RequestContent(
            request.Headers.ContentType.Count == 0 ? null : request.Headers.ContentType.ToString(),
            [.. query],
            plain.Bytes
        );
    }
}
