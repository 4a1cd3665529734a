using Serverless.Core.Quality;

namespace Serverless.Core.Reading;

/// <summary>A picture with text, as the wording sees it.</summary>
/// <param name="Kind">What sort of picture it is.</param>
/// <param name="Width">Width in pixels after the EXIF orientation was applied.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Text">What was read in it.</param>
public sealed record ReadPicture(PictureKind Kind, int Width, int Height, PictureText Text);
