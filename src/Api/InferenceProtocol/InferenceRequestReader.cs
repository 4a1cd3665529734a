using System.Globalization;
using System.Text.Json;
using Serverless.Api.Requests;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.InferenceProtocol;

/// <summary>
/// Reads an inference request: JSON whose BYTES are Base64, or JSON with tensors behind it (binary tensor data extension).
/// </summary>
internal static class InferenceRequestReader
{
    public const string HeaderLength = "Inference-Header-Content-Length";

    private const string BinaryOutput = "binary_data_output",
        BinaryData = "binary_data",
        BinarySize = "binary_data_size";

    private static readonly string[] Fields = ["id", "parameters", "inputs", "outputs"],
        InputFields = ["name", "shape", "datatype", "parameters", "data"],
        OutputFields = ["name", "parameters"];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <param name="body">The whole body.</param>
    /// <param name="headerLength">The header <see cref="HeaderLength"/>; null where it was not sent.</param>
    public static Result<InferenceRequest, CaptionFailure> Read(ReadOnlyMemory<byte> body, string? headerLength)
    {
        var json = body;
        var binary = ReadOnlyMemory<byte>.Empty;
        if (!string.IsNullOrEmpty(headerLength))
        {
            if (!int.TryParse(headerLength, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > body.Length)
                return Malformed($"{HeaderLength} is no length within the body.", HeaderLength);
            (json, binary) = (body[..length], body[length..]);
        }

        if (!JsonText.Parse(json, Strict).TryGet(out var document, out var error))
            return Malformed(error, null);
        using (document)
        {
            try
            {
                return Read(document.RootElement, binary);
            }
            catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
            {
                return Malformed("A field of the request has another type than the protocol says.", null);
            }
        }
    }

    private static Result<InferenceRequest, CaptionFailure> Read(JsonElement root, ReadOnlyMemory<byte> binary)
    {
        if (Unknown(root, Fields, "") is { } unknown)
            return unknown;
        var id = root.TryGetProperty("id", out var given) ? given.GetString() : null;
        if (!ReadParameters(root).TryGet(out var parameters, out var failure))
            return failure;
        if (!ReadOutputs(root, parameters.IsBinary).TryGet(out var outputs, out failure))
            return failure;
        if (!ReadInput(root, binary).TryGet(out var images, out failure))
            return failure;
        var question = new InferenceQuestion(images, parameters.Options, [.. outputs.Select(output => output.Name)]);
        return new InferenceRequest(id, question, [.. outputs.Select(output => output.IsBinary)]);
    }

    /// <summary>Our options under their own names, and the one parameter of the binary extension.</summary>
    private static Result<Parameters, CaptionFailure> ReadParameters(JsonElement root)
    {
        if (!root.TryGetProperty("parameters", out var parameters))
            return new Parameters(CaptionOptions.Default, false);
        var isBinary = parameters.TryGetProperty(BinaryOutput, out var wanted) && wanted.GetBoolean();
        var named = parameters.EnumerateObject().Where(one => one.Name != BinaryOutput).Select(one => (one.Name, (object?)one.Value));
        return InferenceParameters.Read(named).TryGet(out var read, out var failure) ? new Parameters(read, isBinary) : failure;
    }

    private static Result<List<Output>, CaptionFailure> ReadOutputs(JsonElement root, bool isBinary)
    {
        if (!root.TryGetProperty("outputs", out var outputs) || outputs.GetArrayLength() == 0)
            return InferenceModel.Outputs.Select(output => new Output(output.Name, isBinary)).ToList();
        var read = new List<Output>();
        foreach (var output in outputs.EnumerateArray())
        {
            if (Unknown(output, OutputFields, "outputs.") is { } unknown)
                return unknown;
            var isOwn = isBinary;
            if (output.TryGetProperty("parameters", out var parameters))
            {
                if (Unknown(parameters, [BinaryData], "outputs.parameters.") is { } strange)
                    return strange;
                isOwn = parameters.TryGetProperty(BinaryData, out var own) ? own.GetBoolean() : isBinary;
            }

            read.Add(new Output(output.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "", isOwn));
        }

        return InferenceModel.CheckOutputs([.. read.Select(output => output.Name)]) is { } failure ? failure : read;
    }

    private static Result<IReadOnlyList<ReadOnlyMemory<byte>>, CaptionFailure> ReadInput(JsonElement root, ReadOnlyMemory<byte> binary)
    {
        if (!root.TryGetProperty("inputs", out var inputs) || inputs.GetArrayLength() != 1)
            return Malformed($"inputs must hold the one input '{InferenceModel.Image}'.", "inputs");
        var input = inputs[0];
        if (Unknown(input, InputFields, "inputs.") is { } unknown)
            return unknown;
        if (!ReadData(input, binary).TryGet(out var images, out var failure))
            return failure;
        var shape = input.TryGetProperty("shape", out var sizes) ? sizes.EnumerateArray().Select(size => size.GetInt64()).ToList() : [];
        var (name, datatype) = (Text(input, "name"), Text(input, "datatype"));
        return InferenceModel.CheckInput(name, datatype, shape, images.Count) is { } wrong ? wrong : images.ToArray();
    }

    private static Result<IReadOnlyList<ReadOnlyMemory<byte>>, CaptionFailure> ReadData(JsonElement input, ReadOnlyMemory<byte> binary)
    {
        if (input.TryGetProperty("parameters", out var parameters))
        {
            if (Unknown(parameters, [BinarySize], "inputs.parameters.") is { } unknown)
                return unknown;
            if (parameters.TryGetProperty(BinarySize, out var size))
            {
                return
                    !input.TryGetProperty("data", out _)
                    && size.TryGetInt32(out var bytes)
                    && bytes == binary.Length
                    && InferenceTensor.Read(binary) is { } elements
                    ? elements.ToArray()
                    : Malformed($"The bytes behind the JSON are not the {BinarySize} of BYTES that it announces.", InferenceModel.Image);
            }
        }

        if (!binary.IsEmpty)
            return Malformed($"There are bytes behind the JSON, and no {BinarySize} announces them.", InferenceModel.Image);
        if (!input.TryGetProperty("data", out var data))
            return Malformed("data is missing.", InferenceModel.Image);
        var images = new List<ReadOnlyMemory<byte>>();
        foreach (var (i, text) in Flat(data).Index())
        {
            var field = FormattableString.Invariant($"{InferenceModel.Image}[{i}]");
            if (!Base64Text.Decode(text.GetString() ?? "", field).TryGet(out var bytes, out var failure))
                return failure;
            images.Add(bytes);
        }

        return images;
    }

    /// <summary>Data is flat or nested as its shape is, at the sender's choice.</summary>
    private static IEnumerable<JsonElement> Flat(JsonElement data) =>
        data.EnumerateArray().SelectMany(one => one.ValueKind == JsonValueKind.Array ? Flat(one) : [one]);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static CaptionFailure? Unknown(JsonElement json, string[] known, string path)
    {
        foreach (var property in json.EnumerateObject())
            if (!known.Contains(property.Name))
                return OptionNames.Unknown(path + property.Name, known);
        return null;
    }

    private static CaptionFailure Malformed(string detail, string? field) => new(FailureReason.MalformedRequest, detail, field);

    private sealed record Parameters(CaptionOptions Options, bool IsBinary);

    private sealed record Output(string Name, bool IsBinary);
}

/// <summary>An inference request over REST.</summary>
/// <param name="Id">The sender's own; null for none.</param>
/// <param name="Question">What is asked.</param>
/// <param name="IsBinary">[outputs] whether each is to stand behind the JSON.</param>
internal sealed record InferenceRequest(string? Id, InferenceQuestion Question, IReadOnlyList<bool> IsBinary);
