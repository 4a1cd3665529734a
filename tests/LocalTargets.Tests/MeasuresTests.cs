using System.Text;
using Serverless.LocalTargets.Measures;
using Serverless.LocalTargets.Processes;
using Serverless.Testing;

namespace Serverless.LocalTargets.Tests;

public sealed class MeasuresTests
{
    [Theory]
    [InlineData("""{"caption":null,"verdict":"refused"}""", 200, "Refused")]
    [InlineData("""{"existing":{"verdict":"refused"},"verdict":"good"}""", 200, "Captioned")]
    [InlineData("""{"verdict":"review"}""", 200, "Captioned")]
    [InlineData("""{"existing":{"verdict":"refused"}}""", 200, "None")]
    [InlineData("""{"verdict":"refused"}""", 422, "None")]
    [InlineData("""{"verdict":""", 200, "None")]
    [InlineData("", 200, "None")]
    public void The_verdict_is_the_document_s_own(string body, int status, string expected) =>
        Assert.Equal(expected, CaptionVerdicts.Read(status, Encoding.UTF8.GetBytes(body)).ToString());

    [Fact]
    public void A_window_counts_what_was_answered_in_it()
    {
        var clock = new TestClock();
        var meter = new RevisionMeter(clock);
        meter.Add(500, TimeSpan.FromMilliseconds(900), CaptionVerdict.None);
        clock.Advance(TimeSpan.FromMinutes(1));
        var since = clock.GetUtcNow();
        for (var i = 1; i <= 20; i++)
            meter.Add(i == 20 ? 429 : 200, TimeSpan.FromMilliseconds(i), i > 18 ? CaptionVerdict.Refused : CaptionVerdict.Captioned);

        var window = meter.Read(since);
        Assert.Equal((20, 0, 1, 2, 18), (window.Requests, window.Errors, window.Throttled, window.Refused, window.Captioned));
        Assert.Equal(new LatencyFigures(10, 19), window.LatencyMs);
        Assert.Equal(since, window.Since);
        Assert.Equal((21, 1), (meter.Read(null).Requests, meter.Read(null).Errors));
    }

    [Fact]
    public void Nothing_has_no_latency() =>
        Assert.Equal(new LatencyFigures(null, null), new RevisionMeter(TimeProvider.System).Read(null).LatencyMs);

    [Fact]
    public void Secrets_of_the_settings_are_masked_in_reasons()
    {
        var environment = new Dictionary<string, string>
        {
            ["CAPTION_KEYS_FILE"] = "/run/secrets/keys.json",
            ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG",
            ["AZURE_STORAGE_CONNECTION_STRING"] = "AccountName=a;AccountKey=c2VjcmV0c2VjcmV0c2VjcmV0",
            ["CAPTION_AUTH"] = "keys",
        };
        var text = Redaction.Apply(
            "keys wJalrXUtnFEMI/K7MDENG c2VjcmV0c2VjcmV0c2VjcmV0 http://user:pass@host/ ?sig=abc%2F&x=1 Bearer ey.J.x",
            environment
        );
        Assert.Equal("keys *** *** http://***@host/ ?sig=***&x=1 Bearer ***", text);
    }
}
