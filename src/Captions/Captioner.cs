using Serverless.Core.Service;

namespace Serverless.Captions;

/// <summary>
/// Describes pictures with a loaded model. Loading takes a second or some, describing tens of milliseconds: load once and keep it. Safe
/// for use by several threads; each picture takes <see cref="CaptionerOptions.Threads"/>.
/// </summary>
public sealed class Captioner : IDisposable
{
    private readonly ServedModel _model;

    internal Captioner(ServedModel model) => _model = model;

    /// <summary>The model's name.</summary>
    public string ModelName => _model.Models.Identity.Name;

    /// <summary>The model's semantic version.</summary>
    public string ModelVersion => _model.Models.Identity.Version;

    /// <summary><c>sha256:</c> and the digest of its package, or of its files where it came in none.</summary>
    /// <exception cref="IOException">The files are no longer there.</exception>
    public string ModelDigest => _model.Models.Identity.Digest;

    /// <summary>Loads the model that a package brought beside the program, and checks every file of it.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="CaptionException">There is none, it broke a rule, or it cannot be loaded.</exception>
    /// <exception cref="DllNotFoundException">A native library is missing.</exception>
    public static Captioner Load(CaptionerOptions? options = null)
    {
        options ??= new CaptionerOptions();
        return CaptionerLoading.Load(new PackagedModels(AppContext.BaseDirectory).Find(options.Model), options);
    }

    /// <summary>Loads a model of a folder.</summary>
    /// <param name="folder">
    /// An unpacked package, whose files are checked; or a captioner in the Hugging Face layout, with <c>quality</c>, <c>labels</c>,
    /// <c>text</c> and <c>vision</c> below it where it brings them.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="CaptionException">It broke a rule, or cannot be loaded.</exception>
    /// <exception cref="DllNotFoundException">A native library is missing.</exception>
    public static Captioner Load(string folder, CaptionerOptions? options = null) =>
        CaptionerLoading.Load(folder, options ?? new CaptionerOptions());

    /// <summary>Describes a picture.</summary>
    /// <param name="path">Its file: JPEG, PNG, WebP, GIF, TIFF or AVIF, told by its bytes.</param>
    /// <param name="options">What is asked; null for the defaults.</param>
    /// <param name="cancellationToken">Reaches into every word.</param>
    /// <returns>The caption, perhaps a refused one.</returns>
    /// <exception cref="CaptionException">It is no picture that can be read, or an option cannot be honoured.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PictureCaption Describe(string path, DescribeOptions? options = null, CancellationToken cancellationToken = default) =>
        Describe(File.ReadAllBytes(path), options, cancellationToken);

    /// <summary>Describes a picture.</summary>
    /// <param name="picture">The whole file; must stay unchanged until the answer.</param>
    /// <param name="options">What is asked; null for the defaults.</param>
    /// <param name="cancellationToken">Reaches into every word.</param>
    /// <returns>The caption, perhaps a refused one.</returns>
    /// <exception cref="CaptionException">It is no picture that can be read, or an option cannot be honoured.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The captioner is disposed.</exception>
    public PictureCaption Describe(
        ReadOnlyMemory<byte> picture,
        DescribeOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ObjectDisposedException.ThrowIf(!_model.TryEnter(), this);
        try
        {
            return CaptionMapping.Of(
                _model.Pipeline.Describe(CaptionMapping.Of(picture, options ?? new DescribeOptions()), cancellationToken)
            );
        }
        finally
        {
            _model.Leave();
        }
    }

    /// <summary>Describes a picture on a thread of the pool.</summary>
    /// <inheritdoc cref="Describe(string, DescribeOptions?, CancellationToken)"/>
    public async Task<PictureCaption> DescribeAsync(
        string path,
        DescribeOptions? options = null,
        CancellationToken cancellationToken = default
    ) => await DescribeAsync(await File.ReadAllBytesAsync(path, cancellationToken), options, cancellationToken);

    /// <summary>Describes a picture on a thread of the pool.</summary>
    /// <inheritdoc cref="Describe(ReadOnlyMemory{byte}, DescribeOptions?, CancellationToken)"/>
    public Task<PictureCaption> DescribeAsync(
        ReadOnlyMemory<byte> picture,
        DescribeOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Task.Run(() => Describe(picture, options, cancellationToken), cancellationToken);

    /// <summary>Takes no more pictures; the models are freed now, or after the last picture that is being described.</summary>
    public void Dispose() => _model.Retire();
}
