namespace Serverless.Core.Inference;

/// <summary>
/// The names of key/value caches. GPT-2 exports write <c>past_key_values.N.key</c> and recompute cross-attention; TrOCR and BART exports
/// write <c>past_key_values.N.decoder.key</c> and <c>past_key_values.N.encoder.key</c>. Outputs say <c>present</c> for
/// <c>past_key_values</c>.
/// </summary>
internal sealed class CacheNames
{
    private CacheNames(int layers, string selfPart, bool hasCross)
    {
        Self = [.. Entries(layers, selfPart)];
        Cross = hasCross ? [.. Entries(layers, "encoder.")] : [];
    }

    /// <summary>Entries of self-attention, without prefix; they grow with each token.</summary>
    public IReadOnlyList<string> Self { get; }

    /// <summary>Entries of cross-attention, without prefix; made once a picture. Empty where the graphs recompute them.</summary>
    public IReadOnlyList<string> Cross { get; }

    /// <summary>Reads the naming off the outputs of a first step.</summary>
    public static CacheNames Of(GraphSession first, int layers) =>
        first.OutputNames.Contains("present.0.decoder.key")
            ? new CacheNames(layers, "decoder.", hasCross: true)
            : new CacheNames(layers, "", hasCross: false);

    public static string Past(string entry) => "past_key_values." + entry;

    public static string Present(string entry) => "present." + entry;

    private static IEnumerable<string> Entries(int layers, string part) =>
        Enumerable.Range(0, layers).SelectMany(layer => (string[])[$"{layer}.{part}key", $"{layer}.{part}value"]);
}
