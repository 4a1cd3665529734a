using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>
/// CloudWatch's figures of one version behind an alias: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html. They
/// are a minute or two late; probes that the rollout sent are counted until they show.
/// </summary>
internal static class LambdaMetrics
{
    private static readonly (string Id, string Metric, string Statistic)[] Rows =
    [
        ("invocations", "Invocations", "Sum"),
        ("errors", "Errors", "Sum"),
        ("throttles", "Throttles", "Sum"),
        ("latency", "Duration", "p95"),
    ];

    public static JsonArray Queries(string function, string alias, string version) =>
        [
            .. Rows.Select(row => new JsonObject
            {
                ["Id"] = row.Id,
                ["MetricStat"] = new JsonObject
                {
                    ["Metric"] = new JsonObject
                    {
                        ["Namespace"] = "AWS/Lambda",
                        ["MetricName"] = row.Metric,
                        ["Dimensions"] = new JsonArray(
                            Dimension("FunctionName", function),
                            Dimension("Resource", $"{function}:{alias}"),
                            Dimension("ExecutedVersion", version)
                        ),
                    },
                    ["Period"] = 60,
                    ["Stat"] = row.Statistic,
                },
            }),
        ];

    public static RevisionMetrics Read(JsonElement answer, RevisionMetrics probes)
    {
        var values = answer
            .GetProperty("MetricDataResults")
            .EnumerateArray()
            .ToDictionary(
                result => result.GetProperty("Id").GetString()!,
                result => result.GetProperty("Values").EnumerateArray().Select(value => value.GetDouble()).ToList()
            );
        var (requests, latency) = (Sum("invocations"), values.GetValueOrDefault("latency") ?? []);
        return requests < probes.Requests
            ? probes
            : new RevisionMetrics(
                requests,
                Math.Max(Sum("errors"), probes.Errors),
                Math.Max(Sum("throttles"), probes.Throttled),
                probes.Captioned,
                probes.Refused,
                latency.Count > 0 ? latency.Max() : probes.LatencyP95Ms
            );

        long Sum(string id) => (long)(values.GetValueOrDefault(id) ?? []).Sum();
    }

    private static JsonObject Dimension(string name, string value) => new() { ["Name"] = name, ["Value"] = value };
}
