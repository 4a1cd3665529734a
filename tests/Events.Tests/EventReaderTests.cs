using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Events.Tests;

/// <summary>Every form of an upload event, as files: headers, body, and the record that must come of it.</summary>
public sealed class EventReaderTests
{
    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Fixtures, "events", "forms"))
                .Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_form_is_read_to_our_record(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "events", "forms", file + ".json")));
        var root = document.RootElement;
        var headers = root.GetProperty("headers")
            .EnumerateObject()
            .ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
        var body = root.GetProperty("body");
        var read = EventReader.Read(
            new EventRequest(headers, body.ValueKind == JsonValueKind.Null ? default : Encoding.UTF8.GetBytes(body.GetRawText()))
        );
        if (root.TryGetProperty("fault", out var fault))
        {
            Assert.Equal(fault.GetInt32(), read.Failure?.Status);
            return;
        }

        Assert.True(read.TryGet(out var delivery, out var failure), failure?.Detail);
        Assert.Equal(root.TryGetProperty("validation", out var code) ? code.GetString() : null, delivery.ValidationCode);
        var expected = root.GetProperty("expect")
            .EnumerateArray()
            .Select(one =>
                (
                    Text(one, "change"),
                    Text(one, "address"),
                    Text(one, "version"),
                    Text(one, "order"),
                    one.GetProperty("attempt").ValueKind == JsonValueKind.Null ? (int?)null : one.GetProperty("attempt").GetInt32()
                )
            );
        Assert.Equal(
            expected,
            delivery.Events.Select(one =>
                ((string?)one.Change.ToString().ToLowerInvariant(), (string?)one.Address.ToString(), one.Version, one.Order, one.Attempt)
            )
        );
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
