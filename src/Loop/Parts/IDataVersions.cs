using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Runs;

namespace Serverless.Loop.Parts;

/// <summary>Takes versions of the data, and counts what people decided.</summary>
internal interface IDataVersions
{
    /// <summary>Captions that people decided on since a moment.</summary>
    /// <param name="since">The moment; null for ever.</param>
    /// <param name="cancellationToken">Ends the count.</param>
    Task<Result<ReviewCount, DeliveryFailure>> CountAsync(DateTimeOffset? since, CancellationToken cancellationToken);

    /// <summary>Writes a snapshot of every source.</summary>
    /// <param name="file">A file that is not there yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it cannot be taken; null when it is written.</returns>
    Task<DeliveryFailure?> TakeAsync(string file, CancellationToken cancellationToken);

    /// <summary>Reads and checks a snapshot.</summary>
    /// <param name="file">The file.</param>
    Result<DataVersion, DeliveryFailure> Describe(string file);
}

/// <summary>How many captions have decisions.</summary>
/// <param name="Captions">Their number.</param>
internal sealed record ReviewCount(int Captions);
