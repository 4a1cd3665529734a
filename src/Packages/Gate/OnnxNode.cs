namespace Serverless.Packages.Gate;

/// <summary>One operator of a graph while it is read.</summary>
internal sealed class OnnxNode
{
    public string Domain { get; set; } = "";

    public string Operator { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Attributes that are integers.</summary>
    public Dictionary<string, List<long>> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>The constant that it gives, where that is a few integers.</summary>
    public List<long>? Value { get; set; }

    /// <summary>Domain and name.</summary>
    public string FullName => $"{OperatorList.DomainOf(Domain)}:{Operator}";
}

/// <summary>A tensor of a graph while it is read.</summary>
internal sealed class OnnxTensor
{
    /// <summary>The element type of shapes.</summary>
    public const int Int64 = 7;

    private static readonly string[] Names =
    [
        "undefined",
        "float",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "double",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
    ];

    private static readonly int[] Bytes = [0, 4, 1, 1, 2, 2, 4, 8, 1, 1, 2, 8, 4, 8, 8, 16, 2];

    public string Name { get; set; } = "";

    public int Type { get; set; }

    public List<long> Sizes { get; } = [];

    public List<long> Numbers { get; } = [];

    public bool IsExternal { get; set; }

    public string? Location { get; set; }

    public int BytesOfElement => Type >= 0 && Type < Bytes.Length ? Bytes[Type] : 1;

    /// <summary>An element type as ONNX calls it.</summary>
    public static string NameOf(int type) => type >= 0 && type < Names.Length ? Names[type] : $"type-{type}";
}
