using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Monitoring.Reports;

/// <summary>Writes reports: camelCase, nulls written, non-ASCII as it is.</summary>
[JsonSerializable(typeof(TrafficReport))]
public sealed partial class TrafficReportJson : JsonSerializerContext
{
    /// <summary>For programs.</summary>
    public static TrafficReportJson Compact { get; } = new(OptionsOf(isIndented: false));

    /// <summary>For people.</summary>
    public static TrafficReportJson Indented { get; } = new(OptionsOf(isIndented: true));

    private static JsonSerializerOptions OptionsOf(bool isIndented) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = isIndented,
            NewLine = "\n",
        };
}
