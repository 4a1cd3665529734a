using Serverless.Archives.Runs;
using Serverless.Results;
using Serverless.Results.Reviews;

namespace Serverless.Archives;

/// <summary>What a run reads and writes.</summary>
/// <param name="Results">The pictures and their results.</param>
/// <param name="Reviews">Stores what reviews need; null for no reviews.</param>
/// <param name="Journal">Remembers what is done; null to inspect every picture.</param>
public sealed record ArchiveStores(ResultStore Results, ReviewStore? Reviews, Journal? Journal);
