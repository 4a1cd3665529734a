namespace Serverless.Core.Preprocessing;

/// <summary>One picture as a model takes it.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">[3, Height, Width], red plane first, row by row.</param>
public sealed record PixelTensor(int Height, int Width, float[] Values);
