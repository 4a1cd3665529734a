using System.Collections;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Serverless.TinyHost;

/// <summary>What it answers, however it was asked.</summary>
/// <param name="isUnready">Begins unready.</param>
internal sealed class Answers(bool isUnready)
{
    private int _unreadyProbes = isUnready ? int.MaxValue : 0;

    public async Task<(int Status, string Text)> AnswerAsync(string method, string target)
    {
        var parts = target.Split('?', 2);
        var query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "");
        switch ($"{method} {parts[0]}")
        {
            case "GET /health/ready":
                return (Interlocked.Decrement(ref _unreadyProbes) >= 0 ? 503 : 200, "{}");
            case "POST /unready":
                _unreadyProbes = int.Parse(query["probes"].ToString(), CultureInfo.InvariantCulture);
                return (200, "{}");
            case "POST /end":
                Environment.Exit(7);
                return (500, "{}");
            case "GET /v1/model":
                return (200, """{"name":"tiny","version":"1.0.0","digest":"sha256:00"}""");
            case "GET /environment":
                var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>();
                return (200, JsonSerializer.Serialize(variables.ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!)));
            case "POST /v1/captions":
                if (query.TryGetValue("delayMs", out var delay))
                    await Task.Delay(int.Parse(delay.ToString(), CultureInfo.InvariantCulture));
                if (query.TryGetValue("status", out var status))
                    return (int.Parse(status.ToString(), CultureInfo.InvariantCulture), "{}");
                var verdict = Environment.GetEnvironmentVariable("TINY_VERDICT") ?? "good";
                return (
                    200,
                    JsonSerializer.Serialize(
                        new
                        {
                            caption = "a tiny thing",
                            verdict,
                            pid = Environment.ProcessId,
                        }
                    )
                );
            default:
                return (404, "{}");
        }
    }
}
