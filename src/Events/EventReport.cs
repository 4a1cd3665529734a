namespace Serverless.Events;

/// <summary>The report about a delivery.</summary>
/// <param name="Outcomes">[events] the outcome of each.</param>
/// <param name="Notes">Notes besides the outcomes.</param>
public sealed record EventReport(IReadOnlyList<EventOutcome> Outcomes, IReadOnlyList<EventNote> Notes)
{
    /// <summary>Whether the platform shall deliver it again.</summary>
    public bool IsToBeRepeated => Outcomes.Any(outcome => outcome.IsToBeRepeated);

    /// <summary>Bugs that ended events, for the log.</summary>
    public IEnumerable<Exception> Errors => Outcomes.SelectMany(Flat).Select(outcome => outcome.Error).OfType<Exception>();

    /// <summary>The outcomes for a log line, without names of objects. Kinds that are ignored or unknown are named.</summary>
    public override string ToString()
    {
        var ends = Outcomes.SelectMany(Flat).Select(outcome => $"{outcome.Name} {outcome.Code}".Trim());
        var notes = Notes.Select(note => $"{note.Reason.ToString().ToLowerInvariant()} {note.Kind}");
        var said = ends.Concat(notes).GroupBy(text => text).Select(group => $"{group.Count()} {group.Key}").ToList();
        return said.Count == 0 ? "no events" : string.Join(", ", said);
    }

    private static IEnumerable<EventOutcome> Flat(EventOutcome outcome) => outcome.Parts.Count > 0 ? outcome.Parts : [outcome];
}
