namespace Serverless.Settings;

/// <summary>Another host of this product that is asked for something.</summary>
/// <param name="Address">Its base address; no slash at its end is needed.</param>
/// <param name="Key">The key that it is shown as <c>Authorization: Bearer</c>; null for none.</param>
/// <param name="Timeout">Longest wait for an answer.</param>
public sealed record PeerSettings(Uri Address, string? Key, TimeSpan Timeout)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => Address.ToString();
}
