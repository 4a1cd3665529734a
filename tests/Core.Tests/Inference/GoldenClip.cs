using System.Text.Json;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Tokenization;
using Serverless.Testing;

namespace Serverless.Core.Tests.Inference;

/// <summary>The tiny CLIP of tests/Fixtures with its stored cases, in a copy whose files a test may change.</summary>
internal sealed class GoldenClip : IDisposable
{
    private static readonly string Source = Path.Combine(Repository.Fixtures, "clip-tiny");

    /// <param name="isSplit">Whether it has a graph for pictures and one for texts, or one for both.</param>
    public GoldenClip(bool isSplit)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "onnx"));
        foreach (var file in Directory.EnumerateFiles(Source, "*.json"))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Source, "onnx")))
        {
            if (Path.GetFileName(file) == "model.onnx" != isSplit)
                File.Copy(file, Path.Combine(Folder, "onnx", Path.GetFileName(file)));
        }

        Tokenizer = TokenizerFolder.Read(Folder);
        Cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Source, "cases.json"))).RootElement;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("clip-").FullName;

    public JsonElement Cases { get; }

    public ITokenizer Tokenizer { get; }

    public IReadOnlyList<string> Texts =>
        [.. Cases.GetProperty("texts").EnumerateArray().Select(text => text.GetProperty("text").GetString()!)];

    public IReadOnlyList<JsonElement> Pictures => [.. Cases.GetProperty("cases").EnumerateArray()];

    public static float[] Numbers(JsonElement entry, string name) =>
        [.. entry.GetProperty(name).EnumerateArray().Select(number => number.GetSingle())];

    public static float[] Tensor(JsonElement entry, string name) =>
        NpyFile.Read(Path.Combine(Source, entry.GetProperty(name).GetString()!)).Values;

    public static PixelTensor Pixels(JsonElement entry)
    {
        var (shape, values) = NpyFile.Read(Path.Combine(Source, entry.GetProperty("pixel_values").GetString()!));
        return new PixelTensor(shape[1], shape[2], values);
    }

    public IReadOnlyList<IReadOnlyList<int>> Ids(int maxTokens) =>
        [.. Texts.Select(text => Tokenizer.Truncate(Tokenizer.Encode(text), maxTokens))];

    public MatchModel Load() => MatchModel.Load(Folder, new RuntimeSettings(1));

    public void Change(string old, string changed)
    {
        var path = Path.Combine(Folder, "config.json");
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
