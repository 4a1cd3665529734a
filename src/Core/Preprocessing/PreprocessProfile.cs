using System.Runtime.InteropServices;

namespace Serverless.Core.Preprocessing;

/// <summary>The settings of a model's <c>preprocessor_config.json</c>.</summary>
/// <param name="Width">Columns of the tensor.</param>
/// <param name="Height">Rows of the tensor.</param>
/// <param name="ShortestEdge">Null: resize to Width x Height whatever the shape. Else the shorter side becomes this and the middle is
/// cropped.</param>
/// <param name="Filter">The resampling filter.</param>
/// <param name="Scale">Red, green and blue: a byte times this,</param>
/// <param name="Offset">plus this, is the tensor's value.</param>
public sealed record PreprocessProfile(
    int Width,
    int Height,
    int? ShortestEdge,
    Imaging.ResampleFilter Filter,
    ChannelValues Scale,
    ChannelValues Offset
);

/// <summary>One number a colour channel.</summary>
/// <param name="Red">For red.</param>
/// <param name="Green">For green.</param>
/// <param name="Blue">For blue.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChannelValues(float Red, float Green, float Blue);
