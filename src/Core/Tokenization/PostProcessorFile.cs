using System.Text.Json;

namespace Serverless.Core.Tokenization;

/// <summary>Reads the post-processor of <c>tokenizer.json</c>: none, RoBERTa's or BERT's fixed form, or a template.</summary>
internal static class PostProcessorFile
{
    public static PostProcessor Read(JsonElement root)
    {
        if (!root.TryGetProperty("post_processor", out var processor) || processor.ValueKind != JsonValueKind.Object)
            return PostProcessor.None;
        return JsonFile.GetString(processor, "type") switch
        {
            "ByteLevel" => PostProcessor.None,
            "RobertaProcessing" => Fixed(processor, isDoubled: true),
            "BertProcessing" => Fixed(processor, isDoubled: false),
            "TemplateProcessing" => Template(processor),
            var other => throw new InvalidDataException($"Post-processor '{other}' is not known."),
        };
    }

    /// <summary>[cls] A [sep], and for pairs [cls] A [sep] [sep] B [sep] (RoBERTa) or [cls] A [sep] B [sep] (BERT).</summary>
    private static PostProcessor Fixed(JsonElement processor, bool isDoubled)
    {
        int[] open = [processor.GetProperty("cls")[1].GetInt32()],
            close = [processor.GetProperty("sep")[1].GetInt32()];
        var second = isDoubled ? 0 : 1;
        return new PostProcessor(
            open,
            close,
            [
                new(open, false, 0),
                new(null, false, 0),
                new(isDoubled ? [.. close, .. close] : close, false, 0),
                new(null, true, second),
                new(close, false, second),
            ]
        );
    }

    private static PostProcessor Template(JsonElement processor)
    {
        var ids = processor
            .GetProperty("special_tokens")
            .EnumerateObject()
            .ToDictionary(
                token => token.Name,
                token => token.Value.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray()
            );
        var single = Parts(processor.GetProperty("single"), ids);
        var text = single.FindIndex(part => part.Ids is null);
        return new PostProcessor(
            [.. single.Take(text).SelectMany(part => part.Ids!)],
            [.. single.Skip(text + 1).SelectMany(part => part.Ids!)],
            Parts(processor.GetProperty("pair"), ids)
        );
    }

    private static List<TemplatePiece> Parts(JsonElement template, Dictionary<string, int[]> ids) =>
        [
            .. template
                .EnumerateArray()
                .Select(part =>
                    part.TryGetProperty("SpecialToken", out var special)
                        ? new TemplatePiece(ids[JsonFile.GetString(special, "id")!], false, special.GetProperty("type_id").GetInt32())
                        : new TemplatePiece(
                            null,
                            JsonFile.GetString(part.GetProperty("Sequence"), "id") == "B",
                            part.GetProperty("Sequence").GetProperty("type_id").GetInt32()
                        )
                ),
        ];
}
