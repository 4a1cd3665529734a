using Serverless.Storage;

namespace Serverless.Results.Predictions;

/// <summary>Which captions are logged, and what of them.</summary>
/// <param name="Instance">This process's name among its like: letters, digits, hyphens.</param>
/// <param name="To">Where to; null for <paramref name="Write"/>.</param>
/// <param name="Write">Takes each line at once; null for <paramref name="To"/>.</param>
/// <param name="Share">Share of the pictures, above 0 to 1.</param>
/// <param name="Retention">How long days are kept; null for ever.</param>
/// <param name="HasText">Whether the alt text is in the lines.</param>
public sealed record PredictionLogOptions(
    string Instance,
    BlobFolder? To,
    Action<string>? Write,
    double Share = 1,
    TimeSpan? Retention = null,
    bool HasText = false
);
