using System.Globalization;
using Serverless.RemoteCaptioning;

namespace Serverless.Settings;

/// <summary>The settings of a captioner behind an endpoint.</summary>
internal static class EndpointReader
{
    /// <summary>Whether a model is named by an endpoint.</summary>
    public static bool IsEndpoint(string? model) => model?.StartsWith(EndpointOptions.Scheme, StringComparison.Ordinal) == true;

    /// <summary>Reads the endpoint and how it is asked.</summary>
    /// <param name="reader">Reads the settings.</param>
    /// <param name="model"><c>openai:ADDRESS#MODEL</c>; null or a folder for none. How it would be asked is checked all the same.</param>
    /// <returns>The endpoint; null for none.</returns>
    public static EndpointOptions? Read(SettingsReader reader, string? model)
    {
        var asked = IsEndpoint(model) ? EndpointOptions.Parse(model!) : null;
        if (IsEndpoint(model) && asked is null)
            reader.RejectValue(SettingNames.Model, model!);
        var options = (asked ?? new EndpointOptions(new Uri("https://localhost/"), "none")) with
        {
            Key = KeyText.Read(reader, SettingNames.EndpointKeyFile),
            Timeout = TimeSpan.FromSeconds(reader.ReadInt64(SettingNames.EndpointSeconds, 20, 1, 600)),
            Retries = reader.ReadInt32(SettingNames.EndpointRetries, 2, 0, 10),
            MaxSide = reader.ReadInt32(SettingNames.EndpointSide, 768, 64, 4_096),
            IsPng = reader.OneOf(SettingNames.EndpointFormat, "jpeg", "jpeg", "png") == "png",
            MaxTokens = reader.ReadInt32(SettingNames.EndpointMaxTokens, 96, 16, 4_096),
            PriceIn = Price(reader, SettingNames.EndpointPriceIn),
            PriceOut = Price(reader, SettingNames.EndpointPriceOut),
        };
        return asked is null ? null : options;
    }

    private static double? Price(SettingsReader reader, string setting)
    {
        if (reader.Text(setting) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price is >= 0 and <= 1e6)
            return price;
        reader.RejectValue(setting, text);
        return null;
    }
}
