using System.ComponentModel.DataAnnotations;

namespace Serverless.Results.Reviews;

/// <summary>A decision: <c>{ id, decision: "accept"|"reject"|"edit", correctedCaption? }</c>.</summary>
/// <param name="Id">The id of a caption document.</param>
/// <param name="Decision">What the person decided.</param>
/// <param name="CorrectedCaption">With edit: the person's words, at least one character.</param>
public sealed record ReviewRequest(
    string Id,
    [property: AllowedValues("accept", "reject", "edit")] string Decision,
    string? CorrectedCaption
);
