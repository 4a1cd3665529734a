using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace Serverless.Api.OpenApi;

/// <summary>References to schemas of types that the framework has not met.</summary>
internal static class Schemas
{
    /// <summary>Makes a schema a component, where it has a name, and refers to it.</summary>
    /// <param name="document">Where components are.</param>
    /// <param name="type">The type.</param>
    /// <param name="create">The framework's generator.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IOpenApiSchema> ReferenceAsync(
        OpenApiDocument document,
        Type type,
        Func<Type, ApiParameterDescription?, CancellationToken, Task<OpenApiSchema>> create,
        CancellationToken cancellationToken
    )
    {
        return Reference(document, await create(type, null, cancellationToken));
    }

    /// <summary>The generator inlines a type; what has a name in it becomes a component too.</summary>
    private static IOpenApiSchema Reference(OpenApiDocument document, IOpenApiSchema given)
    {
        if (given is not OpenApiSchema schema)
            return given;
        foreach (var (name, field) in schema.Properties?.ToList() ?? [])
            schema.Properties![name] = Reference(document, field);
        if (schema.Metadata?.TryGetValue("x-schema-id", out var named) != true || named is not string { Length: > 0 } id)
            return schema;
        document.AddComponent(id, schema);
        return new OpenApiSchemaReference(id, document);
    }
}
