using System.Diagnostics.Metrics;
using System.Text.Json;
using Serverless.Api.Telemetry;
using Serverless.Api.Tests.Server;
using Serverless.Core.Service;
using Serverless.Events;

namespace Serverless.Api.Tests;

public sealed class LogTests
{
    [Fact]
    public void An_exception_keeps_its_type_message_stack_and_cause()
    {
        using var target = new MemoryStream();
        new JsonLog(target, TimeProvider.System).Write("ERROR", "broken", ("exception", Thrown()), ("none", null));
        var line = JsonDocument.Parse(target.ToArray()).RootElement;
        var exception = line.GetProperty("exception");
        Assert.Equal(
            ("System.InvalidOperationException", "outer\nline"),
            (exception.GetProperty("type").GetString(), exception.GetProperty("message").GetString())
        );
        Assert.Contains(nameof(Thrown), exception.GetProperty("stack").GetString(), StringComparison.Ordinal);
        Assert.Equal("inner", exception.GetProperty("cause").GetProperty("message").GetString());
        Assert.Equal(1, target.ToArray().Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("POST", "POST")]
    [InlineData("get", "_OTHER")]
    [InlineData("BREW", "_OTHER")]
    public void A_method_of_a_senders_own_is_OTHER(string method, string expected) =>
        Assert.Equal(expected, RequestLogging.MethodOf(method));

    [Theory]
    [InlineData("POST", "/v1/captions", "/v1/captions")]
    [InlineData("OPTIONS", "/v1/captions", "/v1/captions")]
    [InlineData("PUT", "/v1/uploads/0123", "/v1/uploads/{token}")]
    [InlineData("GET", "/wp-login.php", "-")]
    [InlineData("GET", "/V1/model", "-")]
    public async Task A_path_is_a_template_or_none(string method, string path, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        await server.SendAsync(method, path);
        var line = await server.Log.FirstAsync(1000);
        Assert.Equal((method, expected), (line.Fields["Method"], line.Fields["Route"]));
        Assert.Single(server.Log.Of(1000));
        if (path != expected)
            Assert.DoesNotContain(server.Log.Entries, entry => entry.Message.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public void Kinds_of_events_are_counted_under_bounded_names()
    {
        var seen = new List<(string?, string?)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "caption.events")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) =>
            {
                string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> all, string name)
                {
                    foreach (var tag in all)
                        if (tag.Key == name)
                            return tag.Value?.ToString();
                    return null;
                }

                if (Tag(tags, "kind") is { } kind)
                    lock (seen)
                        seen.Add((kind, Tag(tags, "outcome")));
            }
        );
        listener.Start();
        EventTelemetry.Count(new EventNote(EventNoteReason.Ignored, "ObjectTagging:Put"));
        for (var i = 0; i < 3; i++)
            EventTelemetry.Count(new EventNote(EventNoteReason.Unknown, $"made.up.{i}"));
        lock (seen)
        {
            Assert.Contains(("ObjectTagging:Put", "ignored"), seen);
            Assert.True(seen.Count(one => one == ("_OTHER", "unknown")) >= 3);
            Assert.DoesNotContain(seen, one => one.Item1!.StartsWith("made.up", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(typeof(InvalidDataException), "a\r\n  b", "a b")]
    [InlineData(typeof(InvalidOperationException), "a", "InvalidOperationException: a")]
    [InlineData(typeof(OutOfMemoryException), "a", "OutOfMemoryException: a")]
    public void A_fault_at_the_start_is_one_line(Type type, string message, string expected) =>
        Assert.Equal(expected, StartError.Of((Exception)Activator.CreateInstance(type, message)!));

    [Fact]
    public void A_fault_at_the_start_is_told_by_its_root()
    {
        Assert.Equal(
            "no such library",
            StartError.Of(new TypeInitializationException("Natives", new InvalidDataException("no such library")))
        );
        Assert.InRange(StartError.Of(new InvalidDataException(new string('x', 5_000))).Length, 1, 1_001);
    }

    private static Exception Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer\nline", new InvalidDataException("inner"));
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }
}
