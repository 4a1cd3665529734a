using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Monitoring.Reports;
using Serverless.Results.Documents;

namespace Serverless.Api.OpenApi;

/// <summary>The types that the document shows, by generated metadata, and their names in it.</summary>
internal static class DocumentTypes
{
    /// <summary>Adds them to the application's JSON.</summary>
    public static void Add(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict; // numbers are numbers, and no texts
        options.Converters.Add(new JsonStringEnumConverter<ImageRole>(JsonNamingPolicy.SnakeCaseLower));
        options.TypeInfoResolverChain.Insert(0, DocumentJson.Default);
        options.TypeInfoResolverChain.Insert(1, RequestJson.Default);
        options.TypeInfoResolverChain.Insert(2, TrafficReportJson.Default);
    }

    /// <summary>The name of a type's schema; null for an inline one.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        type.Type == typeof(CaptionOptions) ? "Options"
        : type.Type == typeof(CaptionContext) ? "Context"
        : type.Type == typeof(JsonElement) || type.Type == typeof(ImageRole) || type.Type == typeof(JsonImage) || IsForm(type.Type) ? null
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    /// <summary>Whether a type is what a caller sends: its readers refuse fields that are not known.</summary>
    public static bool IsRequest(Type type) =>
        type.Namespace != typeof(CaptionDocument).Namespace
        && type.Namespace != typeof(TrafficReport).Namespace
        && type != typeof(Endpoints.ValidationDocument);

    private static bool IsForm(Type type) => type == typeof(CaptionForm) || type == typeof(ScoreForm);
}
