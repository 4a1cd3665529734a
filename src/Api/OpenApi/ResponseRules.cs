using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Serverless.Api.Problems;
using Serverless.Results;

namespace Serverless.Api.OpenApi;

/// <summary>What each status means: the codes that go with it, and a note where there is one.</summary>
internal sealed class ResponseRules : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var failures = metadata.OfType<FailureNote>().SelectMany(note => note.Reasons).ToLookup(reason => FailureTable.Of(reason).Status);
        var notes = metadata.OfType<ResponseNote>().ToDictionary(note => note.Status, note => note.Text);
        var responses = operation.Responses!.OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses = [];
        foreach (var (key, value) in responses)
        {
            var (status, response) = (int.Parse(key, CultureInfo.InvariantCulture), (OpenApiResponse)value);
            var codes = string.Join(", ", failures[status].Select(reason => FailureTable.Of(reason).Code));
            var note = notes.GetValueOrDefault(status);
            response.Description =
                codes.Length == 0 ? note
                : note is null ? codes
                : $"{codes}: {note}";
            if (failures[status].Any(Problem.HasRetryAfter) || status == 503)
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Seconds() };
            operation.Responses.Add(key, response);
        }

        return Task.CompletedTask;
    }

    private static OpenApiHeader Seconds() =>
        new()
        {
            Description = "Seconds.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        };
}
