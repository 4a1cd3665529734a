using Serverless.Core.AltText;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>A request about a picture, read from any of its formats.</summary>
/// <param name="Image">The picture, or where it is.</param>
/// <param name="Text">The field <c>caption</c>, null when it was not sent.</param>
/// <param name="Context">Where the picture stands.</param>
/// <param name="Options">How to caption it.</param>
public sealed record PictureRequest(ImageReference Image, string? Text, CaptionContext Context, CaptionOptions Options);
