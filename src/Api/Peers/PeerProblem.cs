using System.Text.Json;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;

namespace Serverless.Api.Peers;

/// <summary>Problem documents of other hosts of this product.</summary>
internal static class PeerProblem
{
    private const string MediaType = "application/problem+json";

    private static readonly IReadOnlySet<string> Codes = Enum.GetValues<FailureReason>()
        .Select(reason => FailureTable.Of(reason).Code)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Reads one.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The document; null where it is none of ours.</returns>
    public static ProblemDocument? Read(PeerAnswer answer)
    {
        if (answer.MediaType != MediaType)
            return null;
        try
        {
            var problem = JsonSerializer.Deserialize(answer.Body, DocumentJson.Default.ProblemDocument);
            return problem is not null && problem.Status == answer.Status && Codes.Contains(problem.Code) ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
