namespace Serverless.Core.Inference;

/// <summary>Holds the <c>config.json</c> of a text model against what the code around the graphs does.</summary>
internal static class TextModelConfig
{
    private const string ModelType = "pp-ocr";

    /// <exception cref="InvalidDataException">The file is missing, or of another kind of model.</exception>
    public static void Check(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        if (JsonFile.GetString(root, "model_type") is var type && type != ModelType)
            throw new InvalidDataException($"{path}: model_type is {type ?? "missing"}; {ModelType} is known.");
        Expect("detection", "multiple", TextDetectionModel.Multiple);
        Expect("recognition", "height", TextRecognitionModel.LineHeight);
        Expect("recognition", "step", TextRecognitionModel.StepWidth);

        void Expect(string part, string name, int expected)
        {
            var found = root.TryGetProperty(part, out var section) ? JsonFile.GetInt32(section, name) : null;
            if (found != expected)
                throw new InvalidDataException($"{path}: {part}.{name} must be {expected}.");
        }
    }
}
