using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>A request about a picture, read from any of its forms.</summary>
/// <param name="Image">The picture, or where it is.</param>
/// <param name="Words">The field <c>caption</c>, null when it was not sent.</param>
/// <param name="Context">Where the picture stands.</param>
/// <param name="Options">What is asked.</param>
public sealed record PictureRequest(ImageReference Image, string? Words, CaptionContext Context, CaptionOptions Options);
