using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>
/// One batch on the models. A picture whose caller goes away leaves it, and it ends early when all are gone. What fails is run again
/// picture by picture, so that one that breaks the models costs its neighbours no answer.
/// </summary>
/// <param name="pictures">At least one, all with the same model and options.</param>
/// <param name="describe">Describes pictures: [pictures] captions, null where the caller went away meanwhile. The token ends the whole
/// batch.</param>
/// <param name="clock">Takes the time.</param>
internal sealed class BatchRun(
    IReadOnlyList<QueuedPicture> pictures,
    Func<IReadOnlyList<QueuedPicture>, CancellationToken, IReadOnlyList<Caption?>> describe,
    TimeProvider clock
)
{
    /// <summary>Of how many pictures the run was not finished, since their callers went away.</summary>
    public int Left { get; private set; }

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
                End(pictures[i], captions[i], elapsed);
        }
        catch (OperationCanceledException) when (allGone.IsCancellationRequested)
        {
            foreach (var picture in pictures)
                Leave(picture);
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
            picture.Turn.Token.ThrowIfCancellationRequested();
            End(picture, describe([picture], picture.Turn.Token)[0], clock.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (picture.Turn.Token.IsCancellationRequested)
        {
            Leave(picture);
        }
        catch (Exception error) // its caller has it
        {
            picture.Fail(error);
        }
    }

    private void End(QueuedPicture picture, Caption? caption, TimeSpan elapsed)
    {
        if (caption is null)
            Leave(picture);
        else
            picture.Succeed(caption, elapsed);
    }

    private void Leave(QueuedPicture picture)
    {
        Left++;
        picture.Cancel();
    }
}
