using System.Text.Json;
using Serverless.Core.Tokenization;

namespace Serverless.Core.Inference;

/// <summary>
/// The prompts of a Florence-2 model: what <c>preprocessor_config.json</c> says for its tasks, else the published ones. They are framed as
/// any text is (<c>&lt;s&gt; … &lt;/s&gt;</c>).
/// </summary>
internal static class FlorencePrompts
{
    private static readonly (CaptionDetail Detail, string Task, string Published)[] Tasks =
    [
        (CaptionDetail.Brief, "<CAPTION>", "What does the image describe?"),
        (CaptionDetail.Detailed, "<DETAILED_CAPTION>", "Describe in detail what is shown in the image."),
        (CaptionDetail.Paragraph, "<MORE_DETAILED_CAPTION>", "Describe with a paragraph what is shown in the image."),
    ];

    /// <param name="folder">The model's folder, with its tokenizer.</param>
    /// <returns>The token ids of each prompt.</returns>
    /// <exception cref="InvalidDataException">A file is missing or damaged.</exception>
    public static IReadOnlyDictionary<CaptionDetail, IReadOnlyList<int>> Read(string folder)
    {
        using var document = JsonFile.Open(Path.Combine(folder, "preprocessor_config.json"));
        var stated = document.RootElement.TryGetProperty("task_prompts_without_inputs", out var prompts) ? prompts : default;
        var tokenizer = TokenizerFolder.Read(folder);
        return Tasks.ToDictionary(task => task.Detail, task => tokenizer.Encode(Stated(stated, task.Task) ?? task.Published));
    }

    private static string? Stated(JsonElement prompts, string task) =>
        prompts.ValueKind == JsonValueKind.Object ? JsonFile.GetString(prompts, task) : null;
}
