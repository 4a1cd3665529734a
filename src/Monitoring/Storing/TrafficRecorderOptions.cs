using Serverless.Core.Pipeline;
using Serverless.Monitoring.Reference;
using Serverless.Storage;

namespace Serverless.Monitoring.Storing;

/// <summary>How traffic is counted and where it is written.</summary>
/// <param name="Instance">This process's name among its like: letters, digits, hyphens.</param>
/// <param name="To">Where to.</param>
/// <param name="Seconds">Length of a window, at least 1.</param>
/// <param name="Retention">How long windows are kept; null for ever.</param>
/// <param name="ReferenceOf">The reference of a model that is loaded; null where it has none. Asked once a model.</param>
/// <param name="Serving">The model that serves, which failures are counted for; null while there is none.</param>
public sealed record TrafficRecorderOptions(
    string Instance,
    BlobFolder To,
    int Seconds,
    TimeSpan? Retention,
    Func<ModelIdentity, DriftReference?> ReferenceOf,
    Func<ModelIdentity?> Serving
);
