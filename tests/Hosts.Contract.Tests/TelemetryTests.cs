using System.Text;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Spans and measurements over OTLP.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Lambda_sends_the_span_of_a_call_under_its_trace_before_it_may_be_frozen()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var lambda = await FakeLambda.StartAsync(collector.Variables);
        Assert.Equal(
            200,
            (await lambda.SendAsync(HostContract.Make("POST", "/v1/captions", "image/png", "samples/bar-chart.png"))).Status
        );
        // No waiting: when the answer is there, so is the span.
        List<(string Path, string Text)> received;
        lock (collector.Received)
            received = [.. collector.Received];
        var spans = Assert.Single(received, one => one.Path == "/v1/traces").Text;
        Assert.Contains("caption-aws", spans, StringComparison.Ordinal);
        Assert.Contains("POST /v1/captions", spans, StringComparison.Ordinal);
        Assert.Contains(
            Encoding.Latin1.GetString(Convert.FromHexString("5bef4de7ad49b0e87f6ef6c87fc2e700")),
            spans,
            StringComparison.Ordinal
        );
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString("9a9197af755a6419")), spans, StringComparison.Ordinal);
        Assert.DoesNotContain("bar chart", spans, StringComparison.Ordinal);
        var measurements = Assert.Single(received, one => one.Path == "/v1/metrics").Text;
        Assert.Contains("http.server.request.duration", measurements, StringComparison.Ordinal);
        Assert.Contains("caption.verdicts", measurements, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_and_a_path_of_a_senders_own_are_in_no_measurement()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var lambda = await FakeLambda.StartAsync([
            .. collector.Variables,
            ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
            ("CAPTION_LABEL_MODEL", "none"),
            ("CAPTION_TEXT_MODEL", "none"),
        ]);
        Assert.Equal(404, (await lambda.SendAsync(new HostRequest("BREW", "/coffee", [], []))).Status);
        List<string> received;
        lock (collector.Received)
            received = [.. collector.Received.Select(one => one.Text)];
        Assert.Contains(received, text => text.Contains("_OTHER", StringComparison.Ordinal));
        Assert.DoesNotContain(
            received,
            text => text.Contains("BREW", StringComparison.Ordinal) || text.Contains("coffee", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_collector_that_is_gone_does_not_hold_up_the_answer_for_long()
    {
        await using var lambda = await FakeLambda.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        );
        Assert.Equal(200, (await lambda.SendAsync(new HostRequest("GET", "/health/ready", [], []))).Status);
    }
}
