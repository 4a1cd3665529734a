namespace Serverless.Packages.Gate;

/// <summary>
/// How many elements an operator makes, where its graph says so with constants: a file of 96 bytes can ask for gigabytes. What depends on
/// the picture only the trial can tell.
/// </summary>
internal static class ConstantSize
{
    /// <summary>Bytes of an element, as a bound: float, or int64 for some.</summary>
    public const int BytesOfElement = 4;

    private static readonly HashSet<string> Sized =
    [
        "ConstantOfShape",
        "Expand",
        "Tile",
        "Resize",
        "RandomNormal",
        "RandomUniform",
        "Range",
        "OneHot",
        "Pad",
        "ConvTranspose",
    ];

    /// <summary>Whether an operator makes as much as another tensor, or an attribute, says.</summary>
    public static bool IsSized(OnnxNode node) => Sized.Contains(node.Operator);

    /// <returns>Null where it is not known.</returns>
    public static UInt128? Of(OnnxNode node, Dictionary<string, List<long>> constants)
    {
        List<long>? Input(int i) => i < node.Inputs.Count ? constants.GetValueOrDefault(node.Inputs[i]) : null;
        return node.Operator switch
        {
            "ConstantOfShape" => OfShape(Input(0)),
            "Expand" or "Tile" => OfShape(Input(1)),
            "Resize" => OfShape(Input(3)),
            "RandomNormal" or "RandomUniform" => OfShape(node.Numbers.GetValueOrDefault("shape")),
            "Range" => OfRange(Input(0), Input(1), Input(2)),
            "OneHot" => OfShape(Input(1)),
            "Pad" => Input(1) is { } pads ? (UInt128)pads.Max(pad => Math.Max(0, pad)) : null,
            "ConvTranspose" => OfShape(node.Numbers.GetValueOrDefault("output_shape")),
            _ => null,
        };
    }

    /// <summary>The product of sizes; open ones (0 and below) count as one.</summary>
    public static UInt128 Product(IEnumerable<long> sizes)
    {
        var product = UInt128.One;
        foreach (var size in sizes)
        {
            product *= (UInt128)Math.Max(1, size);
            if (product > ulong.MaxValue)
                return ulong.MaxValue;
        }

        return product;
    }

    private static UInt128? OfShape(List<long>? shape) => shape is null ? null : Product(shape);

    private static UInt128? OfRange(List<long>? start, List<long>? limit, List<long>? step) =>
        start is [var from] && limit is [var to] && step is [var by] && by != 0 ? (UInt128)Int128.Max(0, ((Int128)to - from) / by) : null;
}
