using Serverless.Core.Inference;

namespace Serverless.Core.Pipeline;

/// <summary>The option <c>detail</c>, and what it asks a captioner for.</summary>
internal static class DetailOption
{
    private const string Brief = "brief",
        Long = "long";

    /// <summary>With alt texts of up to so many characters the long description is one of some sentences, no paragraph.</summary>
    private const int SentencesUpTo = 300;

    /// <summary>The values that a captioner can honour, the default first.</summary>
    public static IReadOnlyList<string> ValuesOf(CaptionModel captioner) =>
        captioner.Details.ContainsKey(CaptionDetail.Paragraph) ? [Brief, Long] : [Brief];

    /// <summary>What is wanted beside the brief caption; null where nothing is.</summary>
    public static CaptionDetail? BesideBrief(CaptionOptions options) =>
        !string.Equals(options.Detail, Long, StringComparison.OrdinalIgnoreCase) ? null
        : options.MaxCharacters <= SentencesUpTo ? CaptionDetail.Detailed
        : CaptionDetail.Paragraph;
}
