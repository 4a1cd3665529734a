using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>
/// Picks rows of tensors into new ones where they are: in the runtime's own memory, or by a graph of one node in the memory of a GPU,
/// which nothing else can reach. Safe for use by several threads.
/// </summary>
internal sealed class RowGather(GraphSession? graph)
{
    private const string Data = "data",
        Rows = "rows",
        Picked = "picked";

    private static readonly HashSet<string> Kept = [Picked];

    /// <summary>The graph: <c>picked = Gather(data, rows)</c> along the first axis, float32 by int64.</summary>
    public static byte[] Graph { get; } = MakeGraph();

    /// <param name="source">[rows, …] of float32.</param>
    /// <param name="rows">The row of the source that each new row repeats.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[rows.Length, …], to be disposed by the caller.</returns>
    public OrtValue Pick(OrtValue source, ReadOnlySpan<int> rows, CancellationToken cancellationToken)
    {
        if (graph is null)
            return RuntimeMemory.Gather(source, rows);
        var wanted = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            wanted[i] = rows[i];
        using var indices = OrtValue.CreateTensorValueFromMemory(wanted, [wanted.Length]);
        return graph.Run([Data, Rows], [source, indices], [Picked], cancellationToken, Kept)[0];
    }

    /// <summary>An ONNX ModelProto written by hand (onnx.proto of ONNX 1.14, operators of version 13).</summary>
    private static byte[] MakeGraph()
    {
        const byte Float = 1,
            Int64 = 7;
        byte[] node = [.. Text(1, Data), .. Text(1, Rows), .. Text(2, Picked), .. Text(4, "Gather")];
        byte[] graph =
        [
            .. Field(1, node),
            .. Text(2, "rows"),
            .. Field(11, Value(Data, Float)),
            .. Field(11, Value(Rows, Int64)),
            .. Field(12, Value(Picked, Float)),
        ];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, Number(2, 13))];
    }

    private static byte[] Value(string name, byte type) => [.. Text(1, name), .. Field(2, Field(1, Number(1, type)))];

    private static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.ASCII.GetBytes(text));

    /// <summary>A field of less than 128 bytes, or of less than 16,384.</summary>
    private static byte[] Field(int field, byte[] content) =>
        content.Length < 0x80
            ? [(byte)((field << 3) | 2), (byte)content.Length, .. content]
            : [(byte)((field << 3) | 2), (byte)((content.Length & 0x7F) | 0x80), (byte)(content.Length >> 7), .. content];

    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];
}
