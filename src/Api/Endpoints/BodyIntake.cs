using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;

namespace Serverless.Api.Endpoints;

/// <summary>
/// Reads bodies of requests whose callers are known: no larger than allowed, no more at a time than there is room for, with their
/// Content-Encoding undone.
/// </summary>
/// <param name="maxBytes">Largest body, and most bytes that may come of a compressed one.</param>
/// <param name="budget">Room for all of them.</param>
public sealed class BodyIntake(long maxBytes, BodyBudget budget)
{
    private const string CodingHeader = "Content-Encoding";

    /// <summary>Reads one.</summary>
    /// <param name="head">The request, its body left out.</param>
    /// <param name="body">The body.</param>
    /// <param name="mostBytes">Most bytes that this route takes.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>To be disposed when the answer is made.</returns>
    public async Task<TakenBody> TakeAsync(WireRequest head, RequestBody body, long mostBytes, CancellationToken cancellationToken)
    {
        var most = Math.Min(maxBytes, mostBytes);
        var announced = RequestBody.AnnouncedOf(head);
        if (announced > most)
            return new TakenBody(BodyReader.TooLarge(most), null);
        var coding = head.Header(CodingHeader);
        var room = body.IsHeld ? null : budget.TryTake((announced ?? most) + (string.IsNullOrEmpty(coding) ? 0 : most));
        if (room is null && !body.IsHeld)
        {
            return new TakenBody(
                new CaptionFailure(FailureReason.Busy, "Too many request bodies are being taken; try again in a moment."),
                null
            );
        }

        try
        {
            var read = await body.ReadAsync(most, cancellationToken);
            return new TakenBody(Decoded(head, coding, read, most), room);
        }
        catch
        {
            room?.Dispose();
            throw;
        }
    }

    private static Result<WireRequest, CaptionFailure> Decoded(
        WireRequest head,
        string? coding,
        Result<BodyBytes, CaptionFailure> read,
        long most
    )
    {
        if (!read.TryGet(out var bytes, out var failure))
            return failure;
        return ContentCoding.Decode(coding, bytes.Bytes, most).TryGet(out var plain, out failure)
            ? head with
            {
                Body = plain.Bytes,
            }
            : failure;
    }
}

/// <summary>A request with its body, or why there is none; the room it takes is given back when this is disposed.</summary>
/// <param name="request">The request.</param>
/// <param name="room">The room; null for none.</param>
public sealed class TakenBody(Result<WireRequest, CaptionFailure> request, IDisposable? room) : IDisposable
{
    /// <summary>The request.</summary>
    public Result<WireRequest, CaptionFailure> Request => request;

    /// <inheritdoc/>
    public void Dispose() => room?.Dispose();
}
