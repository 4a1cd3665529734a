using Serverless.Archives.Scanning;
using Serverless.Core.Pipeline;
using Serverless.Hosting.Results;

namespace Serverless.Archives.Work;

/// <summary>A picture on its way through a run.</summary>
/// <param name="picture">The picture.</param>
/// <param name="names">Names of its results.</param>
/// <param name="chunk">The chunk it belongs to.</param>
internal sealed class PictureTask(Candidate picture, ResultNames names, ChunkProgress chunk)
{
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
