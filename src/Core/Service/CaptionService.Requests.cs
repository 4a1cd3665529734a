using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

public sealed partial class CaptionService
{
    private static readonly CaptionFailure NotReady = new(
        FailureReason.NotReady,
        "The models are still being loaded, or the host is shutting down."
    );

    private int _shadows;

    /// <summary>
    /// Refuses a request of which nothing has been read, where there is no room for it: so it costs next to nothing. One that is not
    /// refused may still be, when its turn is asked for.
    /// </summary>
    /// <returns><see cref="FailureReason.Busy"/>; null where there is room.</returns>
    public CaptionFailure? RefuseIfFull() => _isReady ? _turns.RefuseIfFull() : null;

    /// <summary>
    /// Describes a picture when its turn comes, with the model whose turn it is where two are tried; in one run with pictures of other
    /// callers where <see cref="CaptionServiceOptions.Batching"/> says so.
    /// </summary>
    /// <param name="request">The picture and its options.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>As of other work.</returns>
    public async Task<Result<Caption, CaptionFailure>> DescribeAsync(CaptionRequest request, CancellationToken cancellationToken)
    {
        var challenge = _slots.Challenge;
        var isChosen = challenge is not null && PictureShare.IsIn(challenge.Share, request.Bytes.Span);
        var isCanary = isChosen && challenge!.Mode == ChallengeMode.Canary;
        var result = await InTurnAsync(turn => DescribeAsync(isCanary ? challenge!.Model : null, request, null, turn), cancellationToken);
        if (isChosen && !isCanary && result.Value is { } caption)
            Shadow(challenge!.Model, request, caption);
        return Told(result);
    }

    /// <summary>
    /// Describes a picture when its turn comes, with the model that serves, whatever is tried; <see cref="OnAnswer"/> is not told.
    /// </summary>
    /// <param name="request">The picture and its options.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>As of other work.</returns>
    public async Task<Result<Caption, CaptionFailure>> DescribeAsChampionAsync(
        CaptionRequest request,
        CancellationToken cancellationToken
    ) =>
        Told(
            await InTurnAsync(
                async turn => (await _turns.Workers.DescribeAsync(Enter(null, turn), request, turn)).Result,
                cancellationToken
            )
        );

    /// <summary>Runs work on the pipeline that serves when its turn comes, by itself.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>
    /// The result, or <see cref="FailureReason.NotReady"/>, <see cref="FailureReason.Busy"/>
    /// or <see cref="FailureReason.DeadlineExceeded"/>.
    /// </returns>
    public Task<Result<T, CaptionFailure>> RunAsync<T>(
        Func<CaptionPipeline, CancellationToken, Result<T, CaptionFailure>> work,
        CancellationToken cancellationToken
    )
        where T : class =>
        InTurnAsync(
            turn =>
            {
                var model = Enter(null, turn);
                return _turns.Workers.RunAsync(() => work(model.Pipeline, turn.Token), turn);
            },
            cancellationToken
        );

    /// <summary>Runs work on the pipeline of a certain model when its turn comes.</summary>
    /// <param name="digest">The digest of the model.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">The caller went away, or the platform's deadline.</param>
    /// <returns>As of other work; <see cref="FailureReason.NotReady"/> where another model is loaded.</returns>
    public async Task<Result<T, CaptionFailure>> RunWithAsync<T>(
        string digest,
        Func<CaptionPipeline, CancellationToken, Result<T, CaptionFailure>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        ServedModel?[] loaded = [_slots.Champion, _slots.Challenge?.Model];
        var wanted = Array.Find(loaded, one => one?.Models.Judge.Digest == digest);
        if (_isReady && wanted is null)
            return new CaptionFailure(FailureReason.NotReady, "Another model is loaded here.");
        return await InTurnAsync(
            turn =>
            {
                var model = Enter(wanted, turn);
                return _turns.Workers.RunAsync(() => Work(model, turn.Token), turn);
            },
            cancellationToken
        );

        Result<T, CaptionFailure> Work(ServedModel model, CancellationToken token) =>
            model == wanted
                ? work(model.Pipeline, token)
                : new CaptionFailure(FailureReason.NotReady, "The model was just replaced here.");
    }

    private Result<Caption, CaptionFailure> Told(Result<Caption, CaptionFailure> result)
    {
        if (result.Failure is { } failure)
            options.OnFailure?.Invoke(failure);
        return result;
    }

    private Task<Result<T, CaptionFailure>> InTurnAsync<T>(
        Func<Turn, Task<Result<T, CaptionFailure>>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (_isReady)
            return _turns.RunAsync(work, cancellationToken);
        _turns.Meter.Refused(FailureReason.NotReady);
        return Task.FromResult<Result<T, CaptionFailure>>(NotReady);
    }

    /// <param name="preferred">The model to ask; null, or one that was retired meanwhile, for the one that serves.</param>
    /// <param name="turn">Keeps the model from being freed.</param>
    private ServedModel Enter(ServedModel? preferred, Turn turn)
    {
        var use = _slots.Enter(preferred);
        turn.Hold(use);
        return use.Model;
    }

    private async Task<Result<Caption, CaptionFailure>> DescribeAsync(
        ServedModel? preferred,
        CaptionRequest request,
        Caption? beside,
        Turn turn
    )
    {
        var model = Enter(preferred, turn);
        var isChallenger = model != _slots.Champion;
        var start = clock.GetTimestamp();
        try
        {
            var (result, elapsed) = await _turns.Workers.DescribeAsync(model, request, turn);
            Tell(result.Value, result.Failure, elapsed);
            return result;
        }
        catch (Exception error) when (isChallenger && error is not OperationCanceledException && beside is null)
        {
            // What is tried must not cost a caller the answer: the model that serves gives it.
            Tell(null, new CaptionFailure(FailureReason.Internal, StartError.Of(error)), clock.GetElapsedTime(start));
            return (await _turns.Workers.DescribeAsync(Enter(null, turn), request, turn)).Result;
        }

        void Tell(Caption? caption, CaptionFailure? failure, TimeSpan elapsed) =>
            OnAnswer?.Invoke(new Answer(model.Models.Identity, isChallenger, caption, failure, elapsed, beside));
    }

    /// <summary>Lets the tried model describe a picture that is answered already; one at a time, others are passed over.</summary>
    private void Shadow(ServedModel model, CaptionRequest request, Caption beside)
    {
        if (Interlocked.Exchange(ref _shadows, 1) == 0)
            _ = Task.Run(() => ShadowAsync(model, request, beside));
    }

    private async Task ShadowAsync(ServedModel model, CaptionRequest request, Caption beside)
    {
        try
        {
            await InTurnAsync(turn => DescribeAsync(model, request, beside, turn), CancellationToken.None);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var failure = new CaptionFailure(FailureReason.Internal, StartError.Of(error));
            OnAnswer?.Invoke(new Answer(model.Models.Identity, true, null, failure, TimeSpan.Zero, beside));
        }
        finally
        {
            Volatile.Write(ref _shadows, 0);
        }
    }
}
