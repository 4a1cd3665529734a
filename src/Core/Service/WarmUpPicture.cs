namespace Serverless.Core.Service;

/// <summary>The picture of the first caption: it runs every graph once, so that the first caller does not wait for that.</summary>
internal static class WarmUpPicture
{
    /// <summary>A PNG of 8 x 8 pixels, a red square on white, made by tools/make-warm-up-picture.py.</summary>
    public static byte[] Png { get; } =
        Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAF0lEQVR42mP4jwMwEJJgYEAgWkkQ7yoAVdqfYXFfujIAAAAASUVORK5CYII="
        );
}
