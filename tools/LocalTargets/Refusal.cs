namespace Serverless.LocalTargets;

/// <summary>Why a request to the control API or the front is not done.</summary>
/// <param name="Status">HTTP status: 400 malformed, 404 not there, 409 against what is there, 422 not allowed, 503 not ready.</param>
/// <param name="Code">For programs.</param>
/// <param name="Detail">For people: what is wrong and what to do.</param>
internal sealed record Refusal(int Status, string Code, string Detail);
