namespace Serverless.Quantization;

/// <summary>Element types of ONNX tensors, by the numbers of the schema.</summary>
internal static class ElementType
{
    public const int Float = 1,
        Int8 = 3,
        Int32 = 6,
        Float16 = 10;
}
