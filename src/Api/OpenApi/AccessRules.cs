using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Serverless.Api.Access;

namespace Serverless.Api.OpenApi;

/// <summary>Which keys and tokens operations take, and the scope that they need.</summary>
internal sealed class AccessRules : IOpenApiOperationTransformer
{
    public const string Key = "key",
        Bearer = "bearer";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var scopes = context
            .Description.ActionDescriptor.EndpointMetadata.OfType<AuthorizationPolicy>()
            .SelectMany(policy => policy.Requirements.OfType<ScopeRequirement>())
            .SelectMany(requirement => requirement.Scopes)
            .ToList();
        if (scopes.Count == 0)
            return Task.CompletedTask;

        // Any of the scopes; and hosts whose platform lets callers in take requests without either.
        operation.Security =
        [
            .. from scope in scopes
            from scheme in new[] { Key, Bearer }
            select new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [scope] },
            new OpenApiSecurityRequirement(),
        ];
        return Task.CompletedTask;
    }

    /// <summary>The schemes themselves.</summary>
    public static Dictionary<string, IOpenApiSecurityScheme> Schemes() =>
        new()
        {
            [Key] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-Api-Key",
                Description = "A key of this host (CAPTION_KEYS_FILE).",
            },
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The same key, or a token of an issuer that this host trusts.",
            },
        };
}
