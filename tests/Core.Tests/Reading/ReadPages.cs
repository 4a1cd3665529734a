using System.Collections.Concurrent;
using System.Text.Json;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Reading;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Reading;

/// <summary>The embedded reader, loaded once, and the drawn pages with what stands on them.</summary>
public sealed class ReadPages : IDisposable
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, PictureText> _read = new(StringComparer.Ordinal);
    private readonly VipsImageDecoder _decoder = new(new ImageLimits());

    /// <summary>The pages of <c>tests/Fixtures/reading</c>.</summary>
    public static IReadOnlyList<DrawnPage> All { get; } =
        JsonSerializer.Deserialize<List<DrawnPage>>(File.ReadAllText(Path.Combine(Folder, "pages.json")), Names)!;

    internal Serverless.Core.Reading.TextReader Reader { get; } =
        Serverless.Core.Reading.TextReader.Load(Path.Combine(Repository.Models, "text-base"), new RuntimeSettings(2));

    private static string Folder => Path.Combine(Repository.Fixtures, "reading");

    public static DrawnPage Page(string file) => All.Single(page => page.File == file + ".png");

    public static string PathOf(DrawnPage page) => Path.Combine(Folder, page.File);

    /// <summary>As the pipeline reads a picture.</summary>
    /// <returns>Null where it was not searched.</returns>
    public PictureText? Read(string path, CancellationToken cancellationToken = default)
    {
        Assert.True(_decoder.Open(File.ReadAllBytes(path), cancellationToken).TryGet(out var image, out _));
        var profile = PreprocessProfileFile.Read(Path.Combine(Repository.Models, "caption-base", "preprocessor_config.json"));
        Assert.True(Preprocessor.Resize(image, profile, cancellationToken).TryGet(out var pixels, out _));
        Assert.True(Reader.Read(image, PictureStatistics.Of(pixels), cancellationToken).TryGet(out var outcome, out _));
        return outcome.Text;
    }

    /// <summary>Each page is read once.</summary>
    public PictureText Read(DrawnPage page) =>
        _read.GetOrAdd(page.File, _ => Read(PathOf(page)) ?? throw new InvalidOperationException($"{page.File} was not searched."));

    public void Dispose() => Reader.Dispose();
}

/// <summary>A drawn page.</summary>
/// <param name="File">Its file.</param>
/// <param name="Group">What it varies.</param>
/// <param name="Lines">What stands on it, in the order of reading.</param>
public sealed record DrawnPage(string File, string Group, IReadOnlyList<string> Lines)
{
    public string Text => string.Join(' ', Lines);
}
