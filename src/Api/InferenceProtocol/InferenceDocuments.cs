using System.Text.Json.Serialization;

namespace Serverless.Api.InferenceProtocol;

/// <summary>A failure in the protocol's form.</summary>
/// <param name="Error">Our code, the sentence, and the id that finds it in the log.</param>
internal sealed record InferenceError([property: JsonPropertyName("error")] string Error);

/// <summary>What the server is.</summary>
internal sealed record ServerMetadata(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("extensions")] IReadOnlyList<string> Extensions
);

/// <summary>What the model is.</summary>
internal sealed record ModelMetadata(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("versions")] IReadOnlyList<string> Versions,
    [property: JsonPropertyName("platform")] string Platform,
    [property: JsonPropertyName("inputs")] IReadOnlyList<TensorMetadata> Inputs,
    [property: JsonPropertyName("outputs")] IReadOnlyList<TensorMetadata> Outputs
);

/// <summary>A tensor of it; -1 stands for any size.</summary>
internal sealed record TensorMetadata(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("datatype")] string Datatype,
    [property: JsonPropertyName("shape")] IReadOnlyList<long> Shape
);

/// <summary>Whether it is ready.</summary>
internal sealed record ModelReady([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("ready")] bool Ready);

/// <summary>Generated writing.</summary>
[JsonSerializable(typeof(InferenceError))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ModelReady))]
internal sealed partial class InferenceJson : JsonSerializerContext;
