using System.Runtime.InteropServices;

namespace Serverless.Core.Reading;

/// <summary>A box whose sides are parallel to the axes, in any unit.</summary>
/// <param name="Left">Smallest x.</param>
/// <param name="Top">Smallest y.</param>
/// <param name="Right">Largest x.</param>
/// <param name="Bottom">Largest y.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UprightBox(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;
}
