using System.Globalization;
using Serverless.Core.Quality;

namespace Serverless.Benchmarks.KindTraining;

/// <summary>Writes <c>kinds.json</c>, a row of numbers a line.</summary>
internal static class KindsFile
{
    private const int Decimals = 5;

    public static void Write(string path, KindParameters parameters) =>
        File.WriteAllText(
            path,
            $$"""
            {
              "schemaVersion": {{parameters.SchemaVersion}},
              "name": "{{parameters.Name}}",
              "version": "{{parameters.Version}}",
              "madeBy": "{{parameters.MadeBy}}",
              "kinds": {{Words(parameters.Kinds)}},
              "features": {{Words(parameters.Features)}},
              "stateWidth": {{parameters.StateWidth}},
              "means": {{Numbers(parameters.Means)}},
              "deviations": {{Numbers(parameters.Deviations)}},
              "withText": {{Weights(parameters.WithText)}},
              "withoutText": {{Weights(parameters.WithoutText)}},
              "surePhotograph": {{Number(parameters.SurePhotograph)}}
            }

            """
        );

    private static string Weights(KindWeights weights) =>
        $"{{\n    \"intercepts\": {Numbers(weights.Intercepts)},\n    \"weights\": [\n      "
        + string.Join(",\n      ", weights.Weights.Select(Numbers))
        + "\n    ]\n  }";

    private static string Words(IReadOnlyList<string> words) => $"[{string.Join(", ", words.Select(word => $"\"{word}\""))}]";

    private static string Numbers(IReadOnlyList<double> numbers) => $"[{string.Join(", ", numbers.Select(Number))}]";

    private static string Number(double number) =>
        Math.Abs(number) < 1e-2
            ? number.ToString("G4", CultureInfo.InvariantCulture)
            : Math.Round(number, Decimals).ToString(CultureInfo.InvariantCulture);
}
