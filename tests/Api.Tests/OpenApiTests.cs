using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Api.Endpoints;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;

namespace Serverless.Api.Tests;

/// <summary>The OpenAPI document says what the code does.</summary>
public sealed class OpenApiTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(StaticAnswers.OpenApi.Body).RootElement;

    public static TheoryData<Type> Documents =>
        [
            typeof(CaptionDocument),
            typeof(ExistingDocument),
            typeof(QualityDocument),
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

    [Fact]
    public void Paths_and_methods_are_those_that_are_served()
    {
        var found = Document
            .GetProperty("paths")
            .EnumerateObject()
            .ToDictionary(path => path.Name, path => path.Value.EnumerateObject().Single().Name.ToUpperInvariant());
        Assert.Equal(Routes.All.OrderBy(route => route.Key), found.OrderBy(route => route.Key));
    }

    [Fact]
    public void Codes_are_those_of_the_failure_table()
    {
        var found = Schema("ProblemDocument")
            .GetProperty("properties")
            .GetProperty("code")
            .GetProperty("enum")
            .EnumerateArray()
            .Select(code => code.GetString())
            .Order();
        Assert.Equal(Enum.GetValues<FailureReason>().Select(reason => FailureTable.Of(reason).Code).Order(), found);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Fields_are_those_that_are_written(Type type)
    {
        var info = DocumentJson.Writer.GetTypeInfo(type)!;
        Assert.Equal(JsonTypeInfoKind.Object, info.Kind);
        Assert.Equal(
            info.Properties.Select(property => property.Name).Order(),
            Schema(type.Name).GetProperty("properties").EnumerateObject().Select(property => property.Name).Order()
        );
    }

    [Fact]
    public void Options_and_context_are_those_that_are_read()
    {
        Assert.Equal(
            OptionNames.Options.Order(),
            Schema("Options").GetProperty("properties").EnumerateObject().Select(property => property.Name).Order()
        );
        Assert.Equal(
            OptionNames.Context.Order(),
            Schema("Context").GetProperty("properties").EnumerateObject().Select(property => property.Name).Order()
        );
        Assert.Equal(
            OptionNames.Options.Order(),
            Document
                .GetProperty("paths")
                .GetProperty(Routes.Captions)
                .GetProperty("post")
                .GetProperty("parameters")
                .EnumerateArray()
                .Select(parameter => parameter.GetProperty("name").GetString())
                .Order()
        );
    }

    private static JsonElement Schema(string name) => Document.GetProperty("components").GetProperty("schemas").GetProperty(name);
}
