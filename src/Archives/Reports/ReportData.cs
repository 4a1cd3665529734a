using Serverless.Archives.Runs;

namespace Serverless.Archives.Reports;

/// <summary>What a report shows besides the results.</summary>
/// <param name="Archive">The archive's address.</param>
/// <param name="Share">Label of the share; null where it is about all of it.</param>
/// <param name="MadeAt">When the report was made.</param>
/// <param name="Notes">What the workers of the run did.</param>
/// <param name="Thumbnails">[key] small JPEGs of the pictures shown.</param>
public sealed record ReportData(
    string Archive,
    string? Share,
    DateTimeOffset MadeAt,
    IReadOnlyList<RunNote> Notes,
    IReadOnlyDictionary<string, byte[]> Thumbnails
);
