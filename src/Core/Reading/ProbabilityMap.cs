namespace Serverless.Core.Reading;

/// <summary>How likely each pixel lies in the core of a text.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">[Height, Width], 0 to 1.</param>
internal sealed record ProbabilityMap(int Width, int Height, float[] Values);
