using System.Text.Json.Nodes;
using Serverless.Core.Quality;

namespace Serverless.Core.Tests.Quality;

/// <summary>
/// A file of kinds whose state has one number: it is the logit of a photograph, a drawing's is 0, a chart's is the count of lines.
/// </summary>
internal static class ToyKinds
{
    public static readonly int PixelCount = KindFeatures.PixelNames.Count;
    public static readonly int Count = PixelCount + 1 + KindFeatures.TextNames.Count;

    public static JsonObject Json()
    {
        double[] zeros = new double[Count];
        double[] state = [.. zeros[..PixelCount], 1];
        double[] lines = [.. new double[PixelCount + 1], 0, 1, .. new double[KindFeatures.TextNames.Count - 2]];
        return new JsonObject
        {
            ["schemaVersion"] = 1,
            ["name"] = "toy",
            ["version"] = "1.0.0",
            ["madeBy"] = "by hand",
            ["kinds"] = List("photograph", "drawing", "chart"),
            ["features"] = List([.. KindFeatures.PixelNames, .. KindFeatures.TextNames]),
            ["stateWidth"] = 1,
            ["means"] = List(zeros),
            ["deviations"] = List([.. Enumerable.Repeat(1.0, Count)]),
            ["withText"] = Weights([.. state, .. new double[KindFeatures.TextNames.Count]], zeros, lines),
            ["withoutText"] = Weights(state, zeros[..(PixelCount + 1)], zeros[..(PixelCount + 1)]),
            ["surePhotograph"] = 0.9,
        };
    }

    public static JsonArray List(params IEnumerable<string> words) => [.. words.Select(word => JsonValue.Create(word))];

    public static JsonArray List(params double[] numbers) => [.. numbers.Select(number => JsonValue.Create(number))];

    public static string Write(JsonNode json)
    {
        var folder = Directory.CreateTempSubdirectory("kinds-").FullName;
        File.WriteAllText(Path.Combine(folder, "kinds.json"), json.ToJsonString());
        return folder;
    }

    public static KindFeatures Features(double state, ReadingStatistics? text = null) =>
        new(new PictureStatistics(50, 0.9, 0.2, 100, 0, 0, 0, 0.01, 0.1, 5_000), 640, 480, [(float)state], text);

    private static JsonObject Weights(params double[][] rows) =>
        new() { ["intercepts"] = List(new double[rows.Length]), ["weights"] = new JsonArray([.. rows.Select(row => List(row))]) };
}
