namespace Serverless.Settings.Access;

/// <summary>Where an issuer's keys may be read from.</summary>
public static class KeySetAddress
{
    /// <summary>Whether keys may be fetched from there: https, or http on loopback.</summary>
    /// <param name="text">An address, or the path of a file.</param>
    public static bool IsWeb(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback));

    /// <summary>Whether keys may be read from there.</summary>
    /// <param name="text">An address, or the path of a file.</param>
    public static bool IsReadable(string text) => IsWeb(text) || File.Exists(text);
}
