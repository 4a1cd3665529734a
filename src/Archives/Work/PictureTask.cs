using Serverless.Archives.Scanning;
using Serverless.Core.Pipeline;
using Serverless.Results;

namespace Serverless.Archives.Work;

/// <summary>A picture on its way through a run.</summary>
/// <param name="picture">The picture.</param>
/// <param name="names">Names of its results.</param>
/// <param name="chunk">The chunk it belongs to.</param>
/// <param name="isPointed">Whether the listing shows a pointer beside it.</param>
internal sealed class PictureTask(Candidate picture, ResultNames names, ChunkProgress chunk, bool isPointed)
{
    /// <summary>Whether its first bytes must tell what it is: a pointer tells it as well.</summary>
    public bool IsToBeGlanced => picture.IsUncertain && !isPointed;

    public ChunkProgress Chunk => chunk;

    public Candidate Picture => picture;

    public ResultNames Names => names;

    /// <summary>Where its result goes.</summary>
    public string ResultKey { get; set; } = "";

    /// <summary>The latest result, perhaps about another version; null where there is none.</summary>
    public PointerDocument? Pointer { get; set; }

    /// <summary>Whether there was neither pointer nor result.</summary>
    public bool IsFirst { get; set; }

    /// <summary>Digest of the picture without its XMP.</summary>
    public string Identity { get; set; } = "";

    /// <summary>Decoded, until a batch takes it.</summary>
    public PreparedPicture? Prepared { get; set; }
}
