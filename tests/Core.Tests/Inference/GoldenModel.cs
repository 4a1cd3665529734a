using System.Text.Json;
using Serverless.Core.Generation;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Testing;

namespace Serverless.Core.Tests.Inference;

/// <summary>A tiny model of tests/Fixtures with its stored cases.</summary>
internal sealed class GoldenModel
{
    public const float LogProbabilityTolerance = 5e-4f;

    private GoldenModel(string name)
    {
        Folder = Path.Combine(Repository.Fixtures, name);
        Cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "cases.json"))).RootElement;
    }

    public static IReadOnlyList<string> Captioners { get; } = ["vit-gpt2-tiny", "trocr-style-tiny", "florence2-tiny"];

    public string Folder { get; }

    public JsonElement Cases { get; }

    public static GoldenModel Of(string name) => new(name);

    /// <summary>The model by one of its two file layouts; the other's files are left out of a copy.</summary>
    public CaptionModel Load(bool isMerged)
    {
        var copy = Directory.CreateTempSubdirectory("golden-model-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "onnx")))
            {
                if (
                    !Path.GetFileName(file).StartsWith("decoder", StringComparison.Ordinal)
                    || file.Contains("merged", StringComparison.Ordinal) == isMerged
                )
                    File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            }

            return CaptionModel.Load(copy.FullName, new RuntimeSettings(1));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    /// <summary>Encodes pictures with the prompt of a case, where its model takes one.</summary>
    public static EncodedPictures Encode(CaptionModel model, IReadOnlyList<PixelTensor> pixels, JsonElement entry)
    {
        var prompt = entry.TryGetProperty("prompt", out var task) ? task.GetString() : null;
        var encoded = model.Encode(pixels, default);
        if (prompt is null or "<CAPTION>")
            return encoded;
        using (encoded)
            return model.EncodeFor(encoded, prompt == "<DETAILED_CAPTION>" ? CaptionDetail.Detailed : CaptionDetail.Paragraph, default);
    }

    public JsonElement Case(string name) =>
        Cases.GetProperty("cases").EnumerateArray().First(entry => entry.GetProperty("name").GetString() == name);

    public PixelTensor Pixels(JsonElement entry)
    {
        var (shape, values) = NpyFile.Read(Path.Combine(Folder, entry.GetProperty("pixel_values").GetString()!));
        return new PixelTensor(shape[1], shape[2], values);
    }

    public GenerationOptions Options(string mode)
    {
        var options = Cases.GetProperty("modes").GetProperty(mode);
        var beams = options.GetProperty("num_beams").GetInt32();
        return new GenerationOptions
        {
            StartTokenId = options.GetProperty("decoder_start_token_id").GetInt32(),
            EndTokenIds = [options.GetProperty("eos_token_id").GetInt32()],
            NumBeams = beams,
            NumReturnSequences = beams,
            MaxLength = options.GetProperty("max_length").GetInt32(),
            MinLength = options.GetProperty("min_length").GetInt32(),
            LengthPenalty = options.GetProperty("length_penalty").GetDouble(),
            NoRepeatNgramSize = options.GetProperty("no_repeat_ngram_size").GetInt32(),
            RepetitionPenalty = options.GetProperty("repetition_penalty").GetSingle(),
            EarlyStopping = options.GetProperty("early_stopping").ValueKind switch
            {
                JsonValueKind.True => EarlyStopping.WhenEnough,
                JsonValueKind.False => EarlyStopping.WhenNoBetter,
                _ => EarlyStopping.WhenImpossible,
            },
            ForcedStartTokenId =
                options.TryGetProperty("forced_bos_token_id", out var start) && start.ValueKind == JsonValueKind.Number
                    ? start.GetInt32()
                    : null,
            ForcedEndTokenId =
                options.TryGetProperty("forced_eos_token_id", out var end) && end.ValueKind == JsonValueKind.Number
                    ? end.GetInt32()
                    : null,
        };
    }

    public static int[] Ids(JsonElement result) => [.. result.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    public static float[] Numbers(JsonElement result, string name) =>
        [.. result.GetProperty(name).EnumerateArray().Select(number => number.GetSingle())];
}
