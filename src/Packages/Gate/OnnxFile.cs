using Serverless.Packages.Contract;

namespace Serverless.Packages.Gate;

/// <summary>What the gate wants to know of a graph.</summary>
internal sealed class OnnxFile
{
    /// <summary>Highest version of each domain's operators; the standard domain is <c>ai.onnx</c>.</summary>
    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    /// <summary>Operators that are used, in all graphs within graphs.</summary>
    public SortedSet<string> Operators { get; } = new(StringComparer.Ordinal);

    /// <summary>Functions that the file defines itself.</summary>
    public HashSet<string> Functions { get; } = new(StringComparer.Ordinal);

    public List<TensorContract> Inputs { get; } = [];

    public List<TensorContract> Outputs { get; } = [];

    /// <summary>Files with weights that it names.</summary>
    public HashSet<string> ExternalFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the weights, which older files list among the inputs.</summary>
    public HashSet<string> Initializers { get; } = new(StringComparer.Ordinal);

    /// <summary>The most bytes that one operator is told to make, and which.</summary>
    public (UInt128 Bytes, string What) Largest { get; private set; } = (0, "");

    public void Note(UInt128 bytes, string what)
    {
        if (bytes > Largest.Bytes)
            Largest = (bytes, what);
    }
}
