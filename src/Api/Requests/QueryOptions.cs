using System.Globalization;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>Options as query parameters, for raw bodies.</summary>
internal static class QueryOptions
{
    public static Result<CaptionOptions, CaptionFailure> Read(IReadOnlyList<KeyValuePair<string, string>> query)
    {
        var options = CaptionOptions.Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in query)
        {
            if (!seen.Add(name))
                return new CaptionFailure(FailureReason.MalformedRequest, $"{name} is given twice.", name);
            if (!Set(options, name, value).TryGet(out var next, out var failure))
                return failure;
            options = next;
        }

        return options;
    }

    private static Result<CaptionOptions, CaptionFailure> Set(CaptionOptions options, string name, string value) =>
        name switch
        {
            "detail" => options with { Detail = value },
            "language" => options with { Language = value },
            "beams" => ReadInt32(value, name, number => options with { Beams = number }),
            "alternatives" => ReadInt32(value, name, number => options with { Alternatives = number }),
            "maxCharacters" => ReadInt32(value, name, number => options with { MaxCharacters = number }),
            "minQuality" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? options with
                {
                    MinQuality = number,
                }
                : NotANumber(name),
            "explain" => value switch
            {
                "true" => options with { Explain = true },
                "false" => options with { Explain = false },
                _ => new CaptionFailure(FailureReason.MalformedRequest, $"{name} must be true or false.", name),
            },
            _ => OptionNames.Unknown(name, OptionNames.Options),
        };

    private static Result<CaptionOptions, CaptionFailure> ReadInt32(string value, string name, Func<int, CaptionOptions> set) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? set(number) : NotANumber(name);

    private static CaptionFailure NotANumber(string name) =>
        new(FailureReason.MalformedRequest, $"{name} is no number that can be read.", name);
}
