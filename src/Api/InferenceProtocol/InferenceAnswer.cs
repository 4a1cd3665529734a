using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Telemetry;

namespace Serverless.Api.InferenceProtocol;

/// <summary>An inference's outputs as the answer over REST.</summary>
/// <param name="request">What was asked.</param>
/// <param name="version">The model's version.</param>
/// <param name="outputs">[outputs of the request].</param>
internal sealed class InferenceAnswer(InferenceRequest request, string version, IReadOnlyList<InferenceTensor> outputs) : IResult
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        RequestNote.Of(httpContext).Text = string.Create(CultureInfo.InvariantCulture, $"{request.Question.Images.Count} pictures");
        var binaries = outputs.Select((output, i) => request.IsBinary[i] ? output.ToBinary() : null).ToList();
        var json = Json(binaries);
        var response = httpContext.Response;
        var isBinary = binaries.Any(binary => binary is not null);
        response.ContentType = isBinary ? "application/octet-stream" : "application/json";
        if (isBinary)
            response.Headers[InferenceRequestReader.HeaderLength] = json.Length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = json.Length + binaries.Sum(binary => binary?.Length ?? 0);
        await response.Body.WriteAsync(json, httpContext.RequestAborted);
        foreach (var binary in binaries.OfType<byte[]>())
            await response.Body.WriteAsync(binary, httpContext.RequestAborted);
    }

    private byte[] Json(List<byte[]?> binaries)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("model_name", InferenceModel.Name);
            writer.WriteString("model_version", version);
            if (request.Id is { } id)
                writer.WriteString("id", id);
            writer.WriteStartArray("outputs");
            for (var i = 0; i < outputs.Count; i++)
                Write(writer, outputs[i], binaries[i]);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, InferenceTensor output, byte[]? binary)
    {
        writer.WriteStartObject();
        writer.WriteString("name", output.Name);
        writer.WriteString("datatype", output.Datatype);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(output.Count);
        writer.WriteEndArray();
        if (binary is not null)
        {
            writer.WriteStartObject("parameters");
            writer.WriteNumber("binary_data_size", binary.Length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray("data");
            foreach (var text in output.Texts ?? [])
                writer.WriteStringValue(text);
            foreach (var number in output.Numbers ?? [])
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
