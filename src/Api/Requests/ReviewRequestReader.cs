using System.Text.Json;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Results.Reviews;

namespace Serverless.Api.Requests;

/// <summary>Reads decisions: <c>{ id, decision: "accept"|"reject"|"edit", correctedCaption? }</c>.</summary>
public static class ReviewRequestReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] Fields = ["id", "decision", "correctedCaption"],
        Decisions = ["accept", "reject", "edit"];

    /// <summary>Reads one; reviews are JSON only.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long a corrected caption may be.</param>
    public static Result<ReviewRequest, CaptionFailure> Read(RequestContent request, TextLimit limit)
    {
        if (request.ContentType?.Split(';')[0].Trim() is not "application/json")
        {
            return new CaptionFailure(
                FailureReason.UnsupportedMediaType,
                "Reviews are sent as application/json; the Content-Type header does not say so (curl -d sends another one by itself).",
                "Content-Type"
            );
        }

        if (request.Query.Count > 0)
            return new CaptionFailure(
                FailureReason.UnknownOption,
                "What is asked travels in the body, not in the query.",
                request.Query[0].Key
            );
        if (!JsonText.Parse(request.Body, Strict).TryGet(out var parsed, out var error))
        {
            return Malformed(error, null);
        }

        using var document = parsed;
        try
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Malformed("The body must be a JSON object.", null);
            foreach (var property in root.EnumerateObject())
            {
                if (!Fields.Contains(property.Name))
                    return OptionNames.Unknown(property.Name, Fields);
                if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                    return Malformed($"{property.Name} must be a text.", property.Name);
            }

            string? Text(string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
            if (Text("id") is not { Length: > 0 } id)
                return Malformed("id is missing: the id of a caption document.", "id");
            if (Text("decision") is not { } decision || !Decisions.Contains(decision))
                return Malformed("decision must be accept, reject or edit.", "decision");
            var text = Text("correctedCaption")?.Trim();
            if (limit.Validate(text, "correctedCaption") is { } tooLong)
                return tooLong;
            if (decision == "edit" != text is { Length: > 0 })
                return Malformed(
                    decision == "edit"
                        ? "correctedCaption is missing: the person's words."
                        : "correctedCaption goes with the decision edit.",
                    "correctedCaption"
                );
            return new ReviewRequest(id, decision, text);
        }
        catch (InvalidOperationException)
        {
            return Malformed(JsonText.NotUnicode, null);
        }
    }

    private static CaptionFailure Malformed(string detail, string? field) => new(FailureReason.MalformedRequest, detail, field);
}
