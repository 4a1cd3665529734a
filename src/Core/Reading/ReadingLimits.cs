namespace Serverless.Core.Reading;

/// <summary>How far reading goes, and what counts as read.</summary>
public static class ReadingLimits
{
    /// <summary>Confidence a line needs to be given at all.</summary>
    public const double MinConfidence = 0.8;
}
