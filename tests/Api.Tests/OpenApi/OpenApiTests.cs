using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Routing;
using Serverless.Api.Endpoints;
using Serverless.Api.Requests;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Settings;
using Serverless.Testing;

namespace Serverless.Api.Tests.OpenApi;

/// <summary>The OpenAPI document says what the code does.</summary>
public sealed class OpenApiTests
{
    private static readonly string Copy = Path.Combine(Repository.Root, "docs", "openapi.json");

    private static readonly string[] NotDocumented = ["HEAD", "OPTIONS"];

    public static TheoryData<Type> Documents =>
        [
            typeof(CaptionDocument),
            typeof(ExistingDocument),
            typeof(QualityDocument),
            typeof(SignalShareDocument),
            typeof(TextDocument),
            typeof(TextLineDocument),
            typeof(FindingDocument),
            typeof(AlternativeDocument),
            typeof(LabelDocument),
            typeof(ImageDocument),
            typeof(ModelDocument),
            typeof(TimingsDocument),
            typeof(ProvenanceDocument),
            typeof(ScoreDocument),
            typeof(ModelCardDocument),
            typeof(ProblemDocument),
            typeof(HealthDocument),
            typeof(UploadDocument),
        ];

    /// <summary>The copy for readers; <c>make openapi</c> writes it.</summary>
    [Fact]
    public async Task The_committed_copy_is_what_a_host_generates()
    {
        var found = (await GeneratedDocument.GetAsync()).Text;
        if (Environment.GetEnvironmentVariable("CAPTION_TEST_WRITE_OPENAPI") == "1")
            await File.WriteAllBytesAsync(Copy, found, TestContext.Current.CancellationToken);
        var kept = await File.ReadAllBytesAsync(Copy, TestContext.Current.CancellationToken);
        Assert.Equal(Encoding.UTF8.GetString(kept), Encoding.UTF8.GetString(found));
    }

    [Fact]
    public async Task It_is_the_same_on_every_host()
    {
        var here = await GeneratedDocument.GetAsync();
        foreach (var host in new[] { HostProfile.Aws, HostProfile.Azure, HostProfile.Gcp })
            Assert.Equal(Encoding.UTF8.GetString(here.Text), Encoding.UTF8.GetString((await GeneratedDocument.OfAsync(host)).Text));
        Assert.False(here.Root.TryGetProperty("servers", out _));
    }

    [Fact]
    public async Task Paths_and_methods_are_those_that_are_served()
    {
        var document = await GeneratedDocument.GetAsync();
        var served =
            from endpoint in document.Endpoints
            from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            where !NotDocumented.Contains(method)
            select $"{method} {endpoint.RoutePattern.RawText}";
        var found =
            from path in document.Root.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name.ToUpperInvariant()} {path.Name}";
        Assert.Equal(served.Order(), found.Order());
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_and_described_answers()
    {
        var paths = (await GeneratedDocument.GetAsync()).Root.GetProperty("paths").EnumerateObject();
        var operations = paths.SelectMany(path => path.Value.EnumerateObject().Select(operation => operation.Value)).ToList();
        Assert.Distinct(operations.Select(operation => operation.GetProperty("operationId").GetString()));
        Assert.All(operations, operation => Assert.NotEmpty(operation.GetProperty("summary").GetString()!));
        Assert.All(
            operations.SelectMany(operation => operation.GetProperty("responses").EnumerateObject()),
            response => Assert.NotEmpty(response.Value.GetProperty("description").GetString()!)
        );
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Fields_are_those_that_are_written(Type type)
    {
        var info = DocumentJson.Writer.GetTypeInfo(type)!;
        Assert.Equal(JsonTypeInfoKind.Object, info.Kind);
        Assert.Equal(info.Properties.Select(property => property.Name).Order(), Fields(await GeneratedDocument.GetAsync(), type.Name));
    }

    [Fact]
    public async Task Options_and_context_are_those_that_are_read()
    {
        var document = await GeneratedDocument.GetAsync();
        Assert.Equal(OptionNames.Options.Order(), Fields(document, "Options"));
        Assert.Equal(OptionNames.Context.Order(), Fields(document, "Context"));
        Assert.Equal(
            OptionNames.Options.Order(),
            document
                .Root.GetProperty("paths")
                .GetProperty(Routes.Captions)
                .GetProperty("post")
                .GetProperty("parameters")
                .EnumerateArray()
                .Select(parameter => parameter.GetProperty("name").GetString())
                .Order()
        );
    }

    [Fact]
    public async Task Codes_are_those_of_the_failure_table() =>
        Assert.Equal(
            Enum.GetValues<FailureReason>().Select(reason => FailureTable.Of(reason).Code).Order(),
            Values((await GeneratedDocument.GetAsync()).Schema("ProblemDocument"), "code").Order()
        );

    [Fact]
    public async Task Names_are_those_of_the_enums()
    {
        var document = await GeneratedDocument.GetAsync();
        var caption = document.Schema("CaptionDocument");
        Assert.Equal(Names<Verdict>(), Values(caption, "verdict"));
        Assert.Equal(Names<PictureKind>(), Values(caption, "kind"));
        Assert.Equal(Names<ImageRole>(), Values(caption, "role"));
        Assert.Equal([.. Names<CaptionSource>(), null], Values(caption, "captionFrom"));
        Assert.Equal(Names<ImageRole>(), Values(document.Schema("Context"), "role"));
        var reasons = document.Schema("QualityDocument").GetProperty("properties").GetProperty("reasons").GetProperty("items");
        Assert.Equal(Names<QualityReason>(), reasons.GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
    }

    private static IEnumerable<string?> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(DocumentWriter.NameOf);

    private static List<string?> Values(JsonElement schema, string field) =>
        [.. schema.GetProperty("properties").GetProperty(field).GetProperty("enum").EnumerateArray().Select(name => name.GetString())];

    private static IEnumerable<string> Fields(GeneratedDocument document, string schema) =>
        document.Schema(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name).Order();
}
