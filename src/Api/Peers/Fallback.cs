using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;
using Serverless.Results.Documents;
using Serverless.Settings;

namespace Serverless.Api.Peers;

/// <summary>Hands a request for a caption on, once, to the host of <c>CAPTION_FALLBACK_URL</c>.</summary>
/// <param name="peer">The host; null for none.</param>
/// <param name="beyond">Which package this host should serve and cannot: it needs more memory, or another device. Null for none.</param>
internal sealed class Fallback(PeerSettings? peer, Func<string?> beyond) : IDisposable
{
    /// <summary>What a request that was handed on carries; it is not handed on again.</summary>
    public const string Header = "Caption-Fallback";

    private const string Path = "/v1/captions",
        Trace = "traceparent";

    private const long MaxAnswerBytes = 4 << 20;

    private readonly PeerClient? _client = peer is null ? null : new PeerClient(peer, MaxAnswerBytes);

    /// <summary>Why every caption is to be handed on; null where this host makes them.</summary>
    public string? EveryCaption =>
        _client is not null && beyond() is { } package ? $"Package {package} needs more than this host has." : null;

    /// <summary>Whether a failure is of what another host may be able to do.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="options">What was asked for.</param>
    public bool Takes(CaptionFailure failure, CaptionOptions options) =>
        _client is not null
        && (
            failure.Reason is FailureReason.DeadlineExceeded or FailureReason.ImageDimensions
            || (
                failure.Reason == FailureReason.OptionNotSupported
                && (failure.Field == "language" || (failure.Field == "detail" && options.Detail is "brief" or "long"))
            )
        );

    /// <summary>Hands a request on.</summary>
    /// <param name="context">The request as it came.</param>
    /// <param name="request">The picture and what was asked of it: bytes, never an address that only this host may read.</param>
    /// <returns>
    /// The other host's document; else why there is none: <see cref="FailureReason.NotReady"/> where it answers nonsense, and for every
    /// other reason null, with what is to be said.
    /// </returns>
    public async Task<HandedOn> AskAsync(HttpContext context, CaptionRequest request)
    {
        if (context.Request.Headers.ContainsKey(Header))
            return HandedOn.Without("It was handed on already.");
        using var timeout = new CancellationTokenSource(peer!.Timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            using var content = FallbackContent.Of(request);
            var answer = await _client!.PostAsync(Path, content, HeadersOf(context), either.Token);
            return Read(answer, request);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return HandedOn.Without(
                FormattableString.Invariant($"The host it was handed on to did not answer within {peer.Timeout.TotalSeconds} seconds.")
            );
        }
        catch (Exception error) when (error is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return HandedOn.Nonsense;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return HandedOn.Without("The host it was handed on to cannot be reached, or broke off.");
        }
    }

    public void Dispose() => _client?.Dispose();

    /// <summary>The client carries the trace on where there is an activity; hosts without one have the caller's header.</summary>
    private static IEnumerable<(string, string)> HeadersOf(HttpContext context)
    {
        yield return (Header, "1");
        if (System.Diagnostics.Activity.Current is null && context.Request.Headers[Trace] is [{ Length: > 0 } trace])
            yield return (Trace, trace);
    }

    private static HandedOn Read(PeerAnswer answer, CaptionRequest request)
    {
        if (answer.Status != StatusCodes.Status200OK)
        {
            return PeerProblem.Read(answer) is { } problem
                ? HandedOn.Without($"The host it was handed on to answers {problem.Status} {problem.Code}.")
                : HandedOn.Nonsense;
        }

        return DocumentOf(answer, request) is { } document ? HandedOn.With(answer.Body, document) : HandedOn.Nonsense;
    }

    /// <summary>The document, if it is one and of this picture.</summary>
    private static CaptionDocument? DocumentOf(PeerAnswer answer, CaptionRequest request)
    {
        if (answer.MediaType != "application/json")
            return null;
        try
        {
            var document = JsonSerializer.Deserialize(answer.Body, DocumentJson.Default.CaptionDocument);
            var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(request.Bytes.Span));
            var isOurs = document is { SchemaVersion: 1, Verdict: "good" or "review" or "refused", Id.Length: > 0, Model: not null };
            return isOurs && document!.Image?.Sha256 == digest ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
