namespace Serverless.Core.Imaging;

/// <summary>The version of the decoding rules: a stored failure is valid for one version.</summary>
public static class DecodingRules
{
    /// <summary>
    /// Raised by every change to what is decoded, and to when a picture counts as damaged, cut off or not accepted: pictures that failed
    /// before are then retried.
    /// </summary>
    public const int Version = 2;
}
