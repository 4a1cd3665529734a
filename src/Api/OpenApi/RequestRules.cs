using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Serverless.Core.Pipeline;

namespace Serverless.Api.OpenApi;

/// <summary>Describes bodies and query options. Routes take any body and name its errors themselves: the framework cannot.</summary>
internal sealed partial class RequestRules : IOpenApiOperationTransformer
{
    private const string OnlyRaw = "With raw bodies only; other forms carry options in the body. ";

    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<QueryNote>().Any())
            operation.Parameters = await ParametersAsync(context, cancellationToken);
        foreach (var field in metadata.OfType<QueryFieldNote>())
            (operation.Parameters ??= []).Add(QueryField(field));
        foreach (var name in PathFields().Matches(context.Description.RelativePath!).Select(match => match.Groups[1].Value))
            (operation.Parameters ??= []).Add(PathField(name));
        if (metadata.OfType<BodyNote>().FirstOrDefault() is not { } body)
            return;
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>() };
        foreach (var (media, type) in body.Formats)
            operation.RequestBody.Content![media] = await FormAsync(media, type, context, cancellationToken);
    }

    private static async Task<OpenApiMediaType> FormAsync(
        string media,
        Type? type,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        if (type is null)
            return new OpenApiMediaType { Schema = Bytes() };
        var schema = await Schemas.ReferenceAsync(context.Document!, type, context.GetOrCreateSchemaAsync, cancellationToken);
        var format = new OpenApiMediaType { Schema = schema };
        if (media == "multipart/form-data" && schema is OpenApiSchema { Properties: { } parts })
        {
            parts["image"] = Bytes();
            format.Encoding = new Dictionary<string, OpenApiEncoding>();
            foreach (var name in parts.Keys.Where(name => name is "context" or "options"))
                format.Encoding[name] = new OpenApiEncoding { ContentType = "application/json" };
        }

        return format;
    }

    /// <summary>The options as parameters: the same schemas, but nothing in a query is null.</summary>
    private static async Task<IList<IOpenApiParameter>> ParametersAsync(
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var options = await context.GetOrCreateSchemaAsync(typeof(CaptionOptions), null, cancellationToken);
        return
        [
            .. options.Properties!.Select(pair =>
            {
                var schema = (OpenApiSchema)pair.Value.CreateShallowCopy();
                schema.Type &= ~JsonSchemaType.Null;
                schema.Enum = schema.Enum?.Where(value => !value.IsJsonNullSentinel()).ToList();
                (var description, schema.Description) = (schema.Description, null);
                return new OpenApiParameter
                {
                    Name = pair.Key,
                    In = ParameterLocation.Query,
                    Description = OnlyRaw + description,
                    Schema = schema,
                };
            }),
        ];
    }

    private static OpenApiParameter QueryField(QueryFieldNote field) =>
        new()
        {
            Name = field.Name,
            In = ParameterLocation.Query,
            Description = field.Text,
            Schema = field.Range is { } range
                ? new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = range.Min.ToString(CultureInfo.InvariantCulture),
                    Maximum = range.Max.ToString(CultureInfo.InvariantCulture),
                    Default = JsonValue.Create(range.Default),
                }
                : new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static OpenApiParameter PathField(string name) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    [GeneratedRegex("{([a-z]+)}", RegexOptions.None, 1000)]
    private static partial Regex PathFields();

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
