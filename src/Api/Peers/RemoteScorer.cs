using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Settings;

namespace Serverless.Api.Peers;

/// <summary>
/// Asks the host that scores. A caption never fails for it: who does not answer in time, with another model, or with nonsense, is logged
/// once and left alone for some seconds when it happens again and again.
/// </summary>
internal sealed partial class RemoteScorer : IRemoteScorer, IDisposable
{
    private const string Path = "/v1/scores";
    private const long MaxAnswerBytes = 32 << 20;
    private const int MinCalls = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5),
        Window = TimeSpan.FromSeconds(30);

    private readonly PeerClient _client;
    private readonly PeerSettings _peer;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _attempts;
    private int _isMissing;

    /// <param name="peer">The host.</param>
    /// <param name="clock">Measures the timeout and the pause.</param>
    /// <param name="logger">Is told when it stops answering, and when it answers again.</param>
    public RemoteScorer(PeerSettings peer, TimeProvider clock, ILogger logger)
    {
        (_peer, _logger) = (peer, logger);
        _client = new PeerClient(peer, MaxAnswerBytes);
        _attempts = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = MinCalls,
                    SamplingDuration = Window,
                    BreakDuration = Pause,
                    ShouldHandle = outcome => new ValueTask<bool>(outcome.Outcome.Exception is { } error && IsOfPeer(error)),
                }
            )
            .AddTimeout(peer.Timeout)
            .Build();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Match>? Match(IReadOnlyList<PictureToMatch> pictures, ModelIdentity model, CancellationToken cancellationToken)
    {
        try
        {
            // The pipeline's threads wait for models, near or far.
            var asked = _attempts.ExecuteAsync(token => new ValueTask<Match[]>(AskAsync(pictures, model, token)), cancellationToken);
            var matches = asked.AsTask().GetAwaiter().GetResult();
            ScorerMeter.Count("answered");
            if (Interlocked.Exchange(ref _isMissing, 0) == 1)
                Back(_logger, _peer.Address.Host);
            return matches;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsOfPeer(error))
        {
            ScorerMeter.Count(WhatOf(error));
            if (error is not BrokenCircuitException && Interlocked.Exchange(ref _isMissing, 1) == 0)
                Missing(_logger, _peer.Address.Host, WhyOf(error));
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Match[]> AskAsync(IReadOnlyList<PictureToMatch> pictures, ModelIdentity model, CancellationToken cancellationToken)
    {
        var matches = new List<Match>();
        foreach (var some in pictures.Chunk(MatchRequest.MaxPictures))
            matches.AddRange(await AskSomeAsync(some, model, cancellationToken));
        return [.. matches];
    }

    private async Task<IEnumerable<Match>> AskSomeAsync(
        IReadOnlyList<PictureToMatch> pictures,
        ModelIdentity model,
        CancellationToken cancellationToken
    )
    {
        var request = new MatchRequest(
            model.Digest,
            [.. pictures.Select(one => new PictureOfMatch(PngFile.Of(one.Pixels, isQuick: true), one.Texts))]
        );
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, MatchJson.Default.MatchRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue(MatchRequest.MediaType);
        var answer = await _client.PostAsync(Path, content, [], cancellationToken);
        if (answer.Status != 200)
            throw new InvalidDataException($"it answers {answer.Status}{CodeOf(answer)}");
        var read = JsonSerializer.Deserialize(answer.Body, MatchJson.Default.MatchAnswer);
        var texts = pictures.Sum(one => one.Texts.Count);
        if (read is null || read.Model != model.Digest || read.Matches.Count != texts)
            throw new InvalidDataException("it answers for another model, or for other texts");
        return read.Matches.Select(one => new Match(one.Logit, one.Features) { Fit = one.Fit });
    }

    /// <summary>The code of a problem document: our own word, never what a stranger wrote.</summary>
    private static string CodeOf(PeerAnswer answer) => PeerProblem.Read(answer) is { } problem ? $" {problem.Code}" : "";

    private static bool IsOfPeer(Exception error) =>
        error
            is HttpRequestException
                or IOException
                or InvalidDataException
                or JsonException
                or TimeoutRejectedException
                or BrokenCircuitException;

    private static string WhatOf(Exception error) =>
        error switch
        {
            BrokenCircuitException => "skipped",
            TimeoutRejectedException => "timeout",
            InvalidDataException or JsonException => "refused",
            _ => "unreachable",
        };

    private string WhyOf(Exception error) =>
        error switch
        {
            TimeoutRejectedException => FormattableString.Invariant($"no answer within {_peer.Timeout.TotalSeconds} seconds"),
            InvalidDataException refused => refused.Message,
            JsonException => "its answer cannot be read",
            _ => "it cannot be reached, or broke off",
        };

    [LoggerMessage(
        EventId = 2020,
        Level = LogLevel.Warning,
        Message = "scorer {Host}: {Why}; captions are for review (quality_unavailable) until it answers"
    )]
    private static partial void Missing(ILogger logger, string host, string why);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Information, Message = "scorer {Host}: it answers again")]
    private static partial void Back(ILogger logger, string host);
}
