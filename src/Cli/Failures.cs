using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Core.Pipeline;
using Serverless.Results;

namespace Serverless.Cli;

/// <summary>A failed picture as a JSON line, so that as many lines come out as pictures went in.</summary>
/// <param name="Source">Where the picture came from.</param>
/// <param name="Error">What failed.</param>
internal sealed record FailureLine(string Source, FailureError Error);

/// <summary>A failure.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Retryable">Whether trying again may help.</param>
internal sealed record FailureError(string Code, string Detail, bool Retryable);

/// <summary>Writes failures.</summary>
internal static class Failures
{
    public static string Json(string source, CaptionFailure failure) =>
        JsonSerializer.Serialize(new FailureLine(source, Of(failure)), FailureJson.Default.FailureLine);

    public static FailureError Of(CaptionFailure failure)
    {
        var meaning = FailureTable.Of(failure.Reason);
        return new FailureError(meaning.Code, failure.Detail, meaning.IsRetryable);
    }
}

/// <summary>Generated writing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FailureLine))]
[JsonSerializable(typeof(Commands.ScoredPair))]
[JsonSerializable(typeof(Commands.PairLine))]
internal sealed partial class FailureJson : JsonSerializerContext;
