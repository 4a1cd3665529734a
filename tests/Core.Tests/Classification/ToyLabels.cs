using Serverless.Core.Classification;

namespace Serverless.Core.Tests.Classification;

/// <summary>
/// Five classes: tabby and siamese below cat, poodle below dog, all three and nothing else below animal; seaplane below both boat and
/// aircraft; mug below nothing.
/// </summary>
internal sealed class ToyLabels : IDisposable
{
    public const string Json = """
        {
          "classes": [
            { "id": "n1", "label": "tabby" }, { "id": "n2", "label": "siamese" },
            { "id": "n3", "label": "poodle" }, { "id": "n4", "label": "seaplane" }, { "id": "n5", "label": "mug" }
          ],
          "kinds": [
            { "id": "k1", "label": "animal", "classes": [0, 1, 2] }, { "id": "k2", "label": "cat", "classes": [1, 0] },
            { "id": "k3", "label": "boat", "classes": [3, 4] }, { "id": "k4", "label": "aircraft", "classes": [3] }
          ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("labels-").FullName;

    public LabelHierarchy Hierarchy => LabelHierarchy.Read(File("labels.json", Json), 5);

    public string File(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public LabelProbabilities Seen(double temperature, params ReadOnlySpan<double> probabilities)
    {
        var logits = new float[probabilities.Length];
        for (var i = 0; i < logits.Length; i++)
            logits[i] = (float)Math.Log(probabilities[i]);
        return new LabelProbabilities(Hierarchy, logits, temperature);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
