using Serverless.Core;
using Serverless.LocalTargets.Measures;
using Serverless.LocalTargets.State;

namespace Serverless.LocalTargets.Revisions;

/// <content>What the front asks, and what is written down.</content>
internal sealed partial class Target
{
    /// <summary>Takes a request into work; <see cref="Revision.Leave"/> ends it.</summary>
    /// <param name="wanted">The revision that the caller names; null to choose by weight.</param>
    /// <param name="tried">Those that could not be reached.</param>
    public Result<Revision, Refusal> Enter(string? wanted, IReadOnlyCollection<string> tried)
    {
        if (wanted is not null)
        {
            if (Find(wanted) is not { } named)
                return RevisionRules.Missing(wanted);
            return named.TryEnter() ? named : new Refusal(503, "revision_not_ready", $"{wanted} is {Word(named.State)}.");
        }

        lock (_lock)
        {
            while ((Traffic.Chooser.Next(IsCandidate) ?? Standby(IsCandidate)) is { } id)
            {
                if (_revisions.TryGetValue(id, out var revision) && revision.TryEnter())
                    return revision;
            }
        }

        return new Refusal(503, "no_revision_ready", "No revision with traffic is ready; GET /state of the control API says why.");

        bool IsCandidate(string id) => !tried.Contains(id) && _revisions.TryGetValue(id, out var one) && one.State == RevisionState.Ready;
    }

    /// <summary>Writes the state down.</summary>
    public void Save()
    {
        var records = Revisions
            .Select(one => new RevisionRecord(
                one.Definition,
                _resumed.Contains(one.Id) ? RevisionState.Starting : one.State,
                one.Reason,
                one.Processes
            ))
            .ToList();
        var traffic = Traffic;
        files.Write(
            new TargetState(
                1,
                identity.Name,
                identity.Environment,
                identity.ControlUrl.Port,
                identity.CaptionUrl.Port,
                records,
                traffic.Weights,
                traffic.Version
            )
        );
    }

    /// <summary>What each revision's requests came to.</summary>
    public IReadOnlyDictionary<string, RevisionFigures> Measure(DateTimeOffset? since) =>
        Revisions.ToDictionary(one => one.Id, one => one.Meter.Read(since));

    private static string Word(RevisionState state) => state.ToString().ToLowerInvariant();

    /// <summary>At an entry a target with weight 0 is a standby: it answers when none with a weight can.</summary>
    private string? Standby(Func<string, bool> isCandidate) =>
        identity.IsEntry ? Traffic.Weights.Keys.Order(StringComparer.Ordinal).FirstOrDefault(isCandidate) : null;
}
