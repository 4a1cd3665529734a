namespace Serverless.Packages.Contract;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type as ONNX calls it: <c>float</c>, <c>int64</c>, …</param>
/// <param name="Shape">Sizes; -1 where any will do.</param>
public sealed record TensorContract(string Name, string Type, IReadOnlyList<long> Shape);
