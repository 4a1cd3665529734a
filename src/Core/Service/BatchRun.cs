using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>
/// One batch on the models. It goes on while one of its callers is there, and ends early when all are gone. What fails is run again
/// picture by picture, so that one that breaks the models costs its neighbours no answer.
/// </summary>
/// <param name="pictures">At least one, all with the same model and options.</param>
/// <param name="describe">Describes pictures: [pictures] captions.</param>
/// <param name="clock">Takes the time.</param>
internal sealed class BatchRun(
    IReadOnlyList<QueuedPicture> pictures,
    Func<IReadOnlyList<QueuedPicture>, CancellationToken, IReadOnlyList<Caption>> describe,
    TimeProvider clock
)
{
    /// <summary>Runs it; every picture has its result afterwards, and has let go of its turn.</summary>
    public void Run()
    {
        using var allGone = new CancellationTokenSource();
        var left = pictures.Count;
        var watches = pictures.Select(picture => picture.Turn.Token.UnsafeRegister(_ => OneIsGone(), null)).ToList();
        var start = clock.GetTimestamp();
        try
        {
            var captions = describe(pictures, allGone.Token);
            var elapsed = clock.GetElapsedTime(start);
            for (var i = 0; i < pictures.Count; i++)
                pictures[i].Succeed(captions[i], elapsed);
        }
        catch (OperationCanceledException) when (allGone.IsCancellationRequested)
        {
            foreach (var picture in pictures)
                picture.Cancel();
        }
        catch (Exception) when (pictures.Count > 1)
        {
            foreach (var picture in pictures)
                RunAlone(picture);
        }
        catch (Exception error) // its caller has it
        {
            pictures[0].Fail(error);
        }
        finally
        {
            foreach (var watch in watches)
                watch.Dispose();
            foreach (var picture in pictures)
                picture.LetGo();
        }

        void OneIsGone()
        {
            if (Interlocked.Decrement(ref left) == 0)
                allGone.Cancel();
        }
    }

    private void RunAlone(QueuedPicture picture)
    {
        var start = clock.GetTimestamp();
        try
        {
            picture.Succeed(describe([picture], picture.Turn.Token)[0], clock.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (picture.Turn.Token.IsCancellationRequested)
        {
            picture.Cancel();
        }
        catch (Exception error) // its caller has it
        {
            picture.Fail(error);
        }
    }
}
