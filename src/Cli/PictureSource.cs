using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Cli;

/// <summary>A picture named on the command line.</summary>
/// <param name="Name">As it is shown: never with query or user info.</param>
/// <param name="ReadAsync">Reads the bytes.</param>
internal sealed record PictureSource(string Name, Func<CancellationToken, Task<Result<byte[], CaptionFailure>>> ReadAsync)
{
    /// <summary>False for a word that names nothing anywhere.</summary>
    public bool IsReadable { get; init; } = true;
}
