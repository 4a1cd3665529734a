using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>How the raw client sends a body.</summary>
internal enum BodyFraming
{
    /// <summary>With Content-Length, where there is a body or the method has one.</summary>
    Length,

    /// <summary>In chunks.</summary>
    Chunked,

    /// <summary>In a chunk whose size is no number.</summary>
    BrokenChunks,

    /// <summary>Not at all: the head alone, whatever it announces.</summary>
    HeadOnly,
}

/// <summary>A request of the table; texts are templates (<see cref="AnswerTemplate"/>).</summary>
internal sealed record CaseRequest
{
    public required string Method { get; init; }

    /// <summary>Path and query as they stand in the request line.</summary>
    public required string Path { get; init; }

    /// <summary>Lines <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public string Body { get; init; } = "";

    public BodyFraming Framing { get; init; }

    public string Version { get; init; } = "HTTP/1.1";
}

/// <summary>A row of the table of cases (tests/Fixtures/answers/cases.json), whose answer is held by a file.</summary>
internal sealed record AnswerCase
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The folder of the table and of the files.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Fixtures, "answers");

    public static IReadOnlyList<AnswerCase> All { get; } =
        JsonSerializer.Deserialize<List<AnswerCase>>(File.ReadAllBytes(Path.Combine(Folder, "cases.json")), Web)!;

    /// <summary>Unique in its profile; the name of the file.</summary>
    public required string Name { get; init; }

    /// <summary>What the hosts are set to (<see cref="AnswerProfile"/>).</summary>
    public required string Profile { get; init; }

    /// <summary>Hosts that answer so, the first of which makes the file; null for all of the profile.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Sent before to the same host; its answer can be named as <c>${before:FIELD}</c>.</summary>
    public CaseRequest? Before { get; init; }

    public required CaseRequest Request { get; init; }

    /// <summary>The status, where the row claims it besides the file.</summary>
    public int? Status { get; init; }

    /// <summary>What the body contains, where the row claims it besides the file.</summary>
    public string? Says { get; init; }

    /// <summary>Whether the file holds the body; one that is generated or designed is not held.</summary>
    public bool HoldsBody { get; init; } = true;

    public string Id => $"{Profile}/{Name}";

    public string AnswerPath => Path.Combine(Folder, Profile, Name + ".txt");

    public static AnswerCase Of(string id) => All.Single(one => one.Id == id);

    public static TheoryData<string> IdsWhere(Func<AnswerCase, bool> filter) => [.. All.Where(filter).Select(one => one.Id)];
}
