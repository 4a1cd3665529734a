using Serverless.Archives.Scanning;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>A picture on its way through a run.</summary>
/// <param name="picture">The picture.</param>
/// <param name="chunk">The chunk it belongs to.</param>
/// <param name="isPointed">Whether the listing shows a pointer beside it, which tells what it is as well as its first bytes.</param>
internal sealed class PictureTask(Candidate picture, ChunkProgress chunk, bool isPointed)
{
    public ChunkProgress Chunk => chunk;

    public Candidate Picture => picture;

    /// <summary>What is to be done; null until it is known that there is anything.</summary>
    public PictureWork? Work { get; set; }

    /// <summary>Decoded, until a batch takes it.</summary>
    public PreparedPicture? Prepared { get; set; }

    /// <summary>The picture as the write protocol takes it.</summary>
    /// <param name="results">The results of the archive.</param>
    public StoredPicture At(ResultStore results) =>
        new(results, picture.Key, picture.Address, picture.Version) { IsUncertain = picture.IsUncertain && !isPointed };
}
