using System.Threading.Channels;
using Serverless.Core.Pipeline;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>Describes prepared pictures in batches of as many as wait.</summary>
/// <param name="run">What all stages of a run share.</param>
internal sealed class BatchDescriber(RunContext run)
{
    /// <summary>Describes until the channel is complete. Blocks its thread, which the models keep busy.</summary>
    public void Work(
        ChannelReader<PictureTask> prepared,
        ChannelWriter<(PictureTask Task, Caption Caption)> described,
        CancellationToken cancellationToken
    )
    {
        var batch = new List<PictureTask>(run.Plan.BatchSize);
        while (prepared.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < run.Plan.BatchSize && prepared.TryRead(out var task))
                batch.Add(task);
            if (batch.Count > 0)
                Describe(batch, described, cancellationToken);
            batch.Clear();
        }
    }

    private void Describe(
        List<PictureTask> batch,
        ChannelWriter<(PictureTask Task, Caption Caption)> described,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var captions = run.Engine.Pipeline.DescribeMany([.. batch.Select(task => task.Prepared!)], cancellationToken);
            run.Budget.ModelWorks();
            foreach (var (task, caption) in batch.Zip(captions))
            {
                task.Prepared = null;
                described.WriteAsync((task, caption), cancellationToken).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or ChannelClosedException))
        {
            if (batch.Count > 1)
            {
                foreach (var task in batch.Where(task => task.Prepared is not null).ToList())
                    Describe([task], described, cancellationToken); // one of them may be the cause
                return;
            }

            run.Budget.ModelFailed(broken.Message);
            var outcome = new PictureOutcome(PictureOutcomeKind.Retry, "internal", broken.Message);
            run.Outcomes.Add(batch[0], outcome);
            new DuplicateResults(run).ReleaseAsync(batch[0], outcome, cancellationToken).GetAwaiter().GetResult();
        }
    }
}
