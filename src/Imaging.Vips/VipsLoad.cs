using NetVips;

namespace Serverless.Imaging.Vips;

/// <summary>
/// A lazy image with the source it reads from. The source pins the bytes: it must outlive every image made from it, or libvips reads
/// memory that the collector has moved.
/// </summary>
internal sealed class VipsLoad(Source source, Func<Source, Image> load) : IDisposable
{
    private Image? _image;

    /// <summary>Starts the decode when first asked for.</summary>
    /// <exception cref="VipsException">The header is damaged.</exception>
    public Image Image => _image ??= load(source);

    public void Dispose()
    {
        _image?.Dispose();
        source.Dispose();
    }
}
