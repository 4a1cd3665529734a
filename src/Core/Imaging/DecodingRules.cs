namespace Serverless.Core.Imaging;

/// <summary>What is known of picture formats, for those who keep a failure: it stands only as long as this does.</summary>
public static class DecodingRules
{
    /// <summary>
    /// Raised by every change to what is decoded, and to when a picture counts as damaged, cut off or not accepted: pictures that failed
    /// before are then tried again.
    /// </summary>
    public const int Version = 2;
}
