using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;

namespace Serverless.Api.OpenApi;

/// <summary>What an answer of one status means, beyond its codes.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">For a person.</param>
internal sealed record ResponseNote(int Status, string Text);

/// <summary>The failures that an operation can answer with.</summary>
/// <param name="Reasons">In the order of the failure table.</param>
internal sealed record FailureNote(IReadOnlyList<FailureReason> Reasons);

/// <summary>The body that an operation takes.</summary>
/// <param name="Formats">Media type to the schema's type; null for bytes.</param>
internal sealed record BodyNote(IReadOnlyList<KeyValuePair<string, Type?>> Formats);

/// <summary>An operation that takes options in its query, where the body is the picture itself.</summary>
internal sealed record QueryNote;

/// <summary>A field of the query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">For a person.</param>
/// <param name="Range">Least, most and default of a number; null for a text.</param>
internal sealed record QueryFieldNote(string Name, string Text, (int Min, int Max, int Default)? Range);

/// <summary>Lets routes say these.</summary>
internal static class OperationMetadata
{
    /// <summary>What an answer of a status means.</summary>
    public static RouteHandlerBuilder WithResponse(this RouteHandlerBuilder route, int status, string text) =>
        route.WithMetadata(new ResponseNote(status, text));

    /// <summary>Which failures are answered; the statuses are those of the failure table.</summary>
    public static RouteHandlerBuilder WithFailures(this RouteHandlerBuilder route, params FailureReason[] reasons)
    {
        foreach (var status in reasons.Select(reason => FailureTable.Of(reason).Status).Distinct())
            route.Produces<ProblemDocument>(status, "application/problem+json");
        return route.WithMetadata(new FailureNote(reasons));
    }

    /// <summary>Which body is taken.</summary>
    public static RouteHandlerBuilder WithBody(this RouteHandlerBuilder route, params (string Media, Type? Type)[] formats) =>
        route.WithMetadata(new BodyNote([.. formats.Select(format => KeyValuePair.Create(format.Media, format.Type))]));
}
