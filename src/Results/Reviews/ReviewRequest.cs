namespace Serverless.Results.Reviews;

/// <summary>A decision: <c>{ id, decision: "accept"|"reject"|"edit", correctedCaption? }</c>.</summary>
/// <param name="Id">The caption's id.</param>
/// <param name="Decision">accept, reject or edit.</param>
/// <param name="CorrectedCaption">With edit: the person's text, at least one character.</param>
public sealed record ReviewRequest(string Id, string Decision, string? CorrectedCaption);
