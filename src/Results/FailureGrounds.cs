using System.Reflection;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Settings;

namespace Serverless.Results;

/// <summary>
/// The grounds of a failure: today's limits and today's program, not the picture. They are stored
/// with the failure; once they change, the picture is retried.
/// </summary>
/// <param name="Limits">What a picture's header may announce.</param>
/// <param name="MaxBytes">Largest picture in bytes.</param>
/// <param name="Decoder">What decodes pictures.</param>
public sealed record FailureGrounds(ImageLimits Limits, long MaxBytes, string Decoder)
{
    /// <summary>A failure that only other settings resolve, and no newer program.</summary>
    private const string TooLarge = "body_too_large";

    /// <summary>A failure that only another object resolves.</summary>
    private const string Empty = "empty_body";

    /// <summary>The program's version, that of its picture formats, and the decoder.</summary>
    public string Formats => $"{Program}/{DecodingRules.Version}/{Decoder}";

    /// <summary>All of it in one line.</summary>
    public string Summary => FormattableString.Invariant($"{Limits.MaxPixels}/{Limits.MaxSide}/{Limits.MaxFrames}/{MaxBytes}/{Formats}");

    /// <summary>A failure with its grounds.</summary>
    /// <param name="failure">The failure.</param>
    public ResultError Of(CaptionFailure failure) => With(FailureTable.Of(failure.Reason).Code, failure.Detail);

    /// <summary>A failure with its grounds.</summary>
    /// <param name="code">Its stable code.</param>
    /// <param name="detail">One sentence.</param>
    public ResultError With(string code, string detail)
    {
        var bearing = Bearing(code);
        return new ResultError(code, detail)
        {
            Limits = bearing.Count == 0 ? null : bearing,
            Formats = code is TooLarge or Empty ? null : Formats,
        };
    }

    /// <summary>
    /// Whether the picture would fail now as it did then, as far as can be told without trying: no limit that bears on it is higher, and
    /// the program reads the same.
    /// </summary>
    /// <param name="error">A failure that was kept.</param>
    public bool Hold(ResultError error)
    {
        if (error.Code == Empty)
            return true;
        var bearing = Bearing(error.Code);
        var isNoHigher = bearing.All(limit =>
            error.Limits is { } then && then.TryGetValue(limit.Key, out var value) && limit.Value <= value
        );
        return isNoHigher && (error.Code == TooLarge || error.Formats == Formats);
    }

    private Dictionary<string, long> Bearing(string code) =>
        code switch
        {
            TooLarge => new() { [SettingNames.MaxImageBytes] = MaxBytes },
            "image_dimensions" => new() { [SettingNames.MaxPixels] = Limits.MaxPixels, [SettingNames.MaxSide] = Limits.MaxSide },
            "image_frames" => new() { [SettingNames.MaxFrames] = Limits.MaxFrames },
            _ => [],
        };

    private static string Program { get; } =
        typeof(FailureGrounds).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0";
}
