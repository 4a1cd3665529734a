using System.Runtime.InteropServices;

namespace Serverless.Core.Reading;

/// <summary>A place in a picture.</summary>
/// <param name="X">Pixels from the left.</param>
/// <param name="Y">Pixels from the top.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextPoint(double X, double Y)
{
    /// <summary>Distance in pixels.</summary>
    /// <param name="other">The other place.</param>
    public double DistanceTo(TextPoint other) => Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}
