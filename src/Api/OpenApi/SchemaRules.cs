using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;

namespace Serverless.Api.OpenApi;

/// <summary>What the framework's schemas leave out: allowed values, fields always written, objects without other fields.</summary>
internal sealed class SchemaRules : IOpenApiSchemaTransformer
{
    private static readonly string LengthNote = string.Create(
        CultureInfo.InvariantCulture,
        $" At most {TextLimit.SettingName} ({TextLimit.DefaultCharacters:N0} unless set otherwise)."
    );

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
            Complete(schema, context.JsonTypeInfo);
        if (context.JsonPropertyInfo is { } property)
            Describe(schema, property);
        schema.Description = schema.Description?.ReplaceLineEndings(" ");
        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema schema, JsonPropertyInfo property)
    {
        if (AttributeOf<AllowedValuesAttribute>(property) is { Values: var values })
        {
            if (values is [int only])
                schema.Extensions = Keyword("const", only); // Const is written as a text
            else if (schema.Items is OpenApiSchema items)
                items.Enum = NodesOf(values, false);
            else
                schema.Enum = NodesOf(values, schema.Type?.HasFlag(JsonSchemaType.Null) == true);
        }

        if (AttributeOf<ItemCountAttribute>(property) is { Count: var count })
            (schema.MinItems, schema.MaxItems) = (count, count);
        if (AttributeOf<JsonIgnoreAttribute>(property) is not null || property.DeclaringType == typeof(JsonRequest))
            schema.Type &= ~JsonSchemaType.Null; // absent, and never null
        if (IsLimited(property) && schema.Description?.Contains(TextLimit.SettingName, StringComparison.Ordinal) != true)
            schema.Description += LengthNote;
    }

    private static void Complete(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Type == typeof(JsonImage))
        {
            (schema.OneOf, schema.Type, schema.Properties) = ([.. schema.Properties!.Select(OneField)], null, null);
            return;
        }

        if (DocumentTypes.IsRequest(type.Type))
        {
            schema.AdditionalPropertiesAllowed = false;
            schema.Required?.ExceptWith(schema.Properties!.Where(IsNullable).Select(field => field.Key));
            return;
        }

        schema.Required = new SortedSet<string>(
            type.Properties.Where(property => AttributeOf<JsonIgnoreAttribute>(property) is null).Select(property => property.Name)
        );
    }

    /// <summary>A keyword of JSON Schema that the framework's schemas do not have, or write as a text.</summary>
    private static Dictionary<string, IOpenApiExtension> Keyword(string name, JsonNode value) =>
        new() { [name] = new JsonNodeExtension(value) };

    private static bool IsNullable(KeyValuePair<string, IOpenApiSchema> field) => field.Value.Type?.HasFlag(JsonSchemaType.Null) == true;

    private static OpenApiSchema OneField(KeyValuePair<string, IOpenApiSchema> field)
    {
        var value = (OpenApiSchema)field.Value;
        value.Type &= ~JsonSchemaType.Null;
        value.Description = value.Description?.ReplaceLineEndings(" ");
        if (value.Format == "byte")
            (value.Format, value.Extensions) = (null, Keyword("contentEncoding", "base64"));
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { [field.Key] = value },
            Required = new HashSet<string> { field.Key },
            AdditionalPropertiesAllowed = false,
        };
    }

    private static List<JsonNode> NodesOf(object?[] values, bool isNullable)
    {
        List<JsonNode> nodes = [.. values.Select(value => JsonValue.Create((string)value!))];
        if (isNullable)
            nodes.Add(JsonNullSentinel.JsonNull);
        return nodes;
    }

    /// <summary>Whether a property is a sender's text, whose length is limited.</summary>
    private static bool IsLimited(JsonPropertyInfo property) =>
        property.PropertyType == typeof(string)
        && (
            property.DeclaringType == typeof(CaptionContext)
            || (property.DeclaringType == typeof(JsonRequest) || property.DeclaringType == typeof(ScoreForm))
            || (property.DeclaringType == typeof(ReviewRequest) && property.Name == "correctedCaption")
        );

    private static T? AttributeOf<T>(JsonPropertyInfo property)
        where T : Attribute => property.AttributeProvider?.GetCustomAttributes(typeof(T), false).OfType<T>().FirstOrDefault();
}
