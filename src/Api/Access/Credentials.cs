using Serverless.Api.Wire;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>The proof a request carries: <c>X-Api-Key</c>, or <c>Authorization: Bearer</c>.</summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    public static CaptionFailure Missing { get; } =
        new(FailureReason.Unauthenticated, "Send a key as X-Api-Key, or a key or token as Authorization: Bearer.");

    public static CaptionFailure Wrong { get; } = new(FailureReason.Unauthenticated, "The key or token is not accepted.");

    public static string? Bearer(WireRequest request) =>
        request.Header("Authorization") is { } value
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && value.Length > Scheme.Length
            ? value[Scheme.Length..].Trim()
            : null;

    public static string? KeyOf(WireRequest request) => request.Header("X-Api-Key") is { Length: > 0 } key ? key : Bearer(request);
}
