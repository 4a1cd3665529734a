using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>
/// A whole folder that came or went: the pictures in it that are ours are taken one by one as if each had an event of its own. What was
/// done is passed over when the event comes again, so a
/// folder that does not fit into the platform's deadline gets done in several deliveries.
/// </summary>
/// <param name="dispatcher">Takes each picture.</param>
/// <param name="maxConcurrency">Maximum number of pictures per hand-over.</param>
internal sealed class FolderChange(EventDispatcher dispatcher, int maxConcurrency)
{
    public async Task<EventOutcome> TakeAsync(ObjectEvent received, CancellationToken cancellationToken)
    {
        var parts = new List<EventOutcome>();
        var ours = dispatcher
            .Processor.Folders.Select(folder => (Folder: folder, Below: Below(folder, received.Address)))
            .Where(one => one.Below is not null)
            .ToList();
        if (ours.Count == 0)
            return new EventOutcome(PictureOutcomeKind.NotOurs);
        var sweep = new Sweep(dispatcher, maxConcurrency);
        foreach (var (folder, below) in ours)
        {
            var failure =
                received.Change == ObjectChange.FolderCreated
                    ? await sweep.DescribeAsync(folder, below!, (_, outcome) => parts.Add(outcome), cancellationToken)
                    : await sweep.RemoveOrphansAsync(folder, below!, (_, outcome) => parts.Add(outcome), cancellationToken);
            if (failure is not null)
                parts.Add(EventOutcome.Of(failure));
        }

        var worst =
            parts.FirstOrDefault(part => part.IsToBeRepeated)
            ?? parts.FirstOrDefault()
            ?? new EventOutcome(PictureOutcomeKind.Existed, "empty_folder");
        return new EventOutcome(worst.Kind, worst.Code) { Parts = parts };
    }

    /// <summary>
    /// The part of one of our folders that a folder holds, as what the keys below ours start with; null where they have nothing in
    /// common.
    /// </summary>
    private static string? Below(BlobAddress ours, BlobAddress folder) => folder.Below(ours) ?? (ours.Below(folder) is null ? null : "");
}
