using System.Globalization;

namespace Serverless.RemoteCaptioning;

/// <summary>An OpenAI-compatible endpoint and how it is asked.</summary>
/// <param name="Address">Base address, such as <c>https://api.openai.com/v1</c>.</param>
/// <param name="Model">The model's name there.</param>
public sealed record EndpointOptions(Uri Address, string Model)
{
    /// <summary>What names of endpoints begin with.</summary>
    public const string Scheme = "openai:";

    /// <summary>The key that is shown; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Time for one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Further tries after 408, 429, 5xx, a timeout or a broken connection.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Longest side of the picture that is sent, in pixels.</summary>
    public int MaxSide { get; init; } = 768;

    /// <summary>Whether pictures are sent as PNG; else as JPEG of quality 85.</summary>
    public bool IsPng { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    public int MaxTokens { get; init; } = 96;

    /// <summary>Price of a million tokens that are read; null for none.</summary>
    public double? PriceIn { get; init; }

    /// <summary>Price of a million tokens that are written; null for none.</summary>
    public double? PriceOut { get; init; }

    /// <summary>Reads <c>openai:ADDRESS#MODEL</c>: https, or http of this machine.</summary>
    /// <param name="text">The words.</param>
    /// <returns>The endpoint, null where it is none.</returns>
    public static EndpointOptions? Parse(string text)
    {
        if (
            !text.StartsWith(Scheme, StringComparison.Ordinal)
            || text[Scheme.Length..].Split('#') is not [var address, { Length: > 0 } model]
        )
            return null;
        var isTaken =
            Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out var uri)
            && uri is { UserInfo.Length: 0, Query.Length: 0 }
            && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
            && model.Length <= 200
            && !model.Any(char.IsControl);
        return isTaken ? new EndpointOptions(uri!, model) : null;
    }

    /// <summary>What a call costs; null without prices or without counts.</summary>
    internal double? CostOf(long? tokensIn, long? tokensOut) =>
        (PriceIn is null && PriceOut is null) || (tokensIn is null && tokensOut is null)
            ? null
            : (((tokensIn ?? 0) * (PriceIn ?? 0)) + ((tokensOut ?? 0) * (PriceOut ?? 0))) / 1e6;

    /// <summary>Without the key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Address}#{Model}");
}
