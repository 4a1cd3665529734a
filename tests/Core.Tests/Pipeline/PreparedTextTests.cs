using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

/// <summary>Text is read while a picture is prepared, so that what waits for the models holds lines and no pixels.</summary>
public sealed class PreparedTextTests : IDisposable
{
    private static readonly string TextModel = Path.Combine(Repository.Models, "text-base");

    private readonly LoadedModels _models = LoadedModels.Load(
        EmbeddedModels.Folders with
        {
            Quality = null,
            Labels = null,
            Text = TextModel,
        },
        new RuntimeSettings(2)
    );

    [Fact]
    public void A_prepared_picture_holds_the_lines_that_were_read()
    {
        var prepared = Prepare(_models, CaptionContext.None);
        var text = prepared.Picture.Text!;
        Assert.NotEmpty(text.Lines);
        Assert.All(text.Lines, line => Assert.False(string.IsNullOrWhiteSpace(line.Text)));
        Assert.True(prepared.ReadMs > 0);
        var timings = Pipeline(_models).DescribeMany([prepared], default)[0].Timings;
        Assert.Equal(prepared.ReadMs, timings.Read);
        Assert.True(timings.Total >= timings.Read + timings.Decode + timings.Encode);
    }

    [Fact]
    public void Nothing_is_read_in_a_decorative_picture() =>
        Assert.Null(Prepare(_models, new CaptionContext { Role = ImageRole.Decorative }).Picture.Text);

    [Fact]
    public void Without_a_text_reader_nothing_is_read_and_the_digest_is_another()
    {
        using var models = LoadedModels.Load(EmbeddedModels.Folders with { Quality = null, Labels = null }, new RuntimeSettings(1));
        Assert.Null(models.TextReader);
        Assert.Null(Prepare(models, CaptionContext.None).Picture.Text);
        Assert.NotEqual(models.Identity.Digest, _models.Identity.Digest);
    }

    [Fact]
    public void A_folder_without_a_text_reader_is_refused()
    {
        var folders = EmbeddedModels.Folders with { Text = Path.Combine(Repository.Models, "caption-base") };
        Assert.Throws<InvalidDataException>(() => LoadedModels.Load(folders, new RuntimeSettings(1)).Dispose());
    }

    public void Dispose() => _models.Dispose();

    private static CaptionPipeline Pipeline(LoadedModels models) =>
        new(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);

    private static PreparedPicture Prepare(LoadedModels models, CaptionContext context)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, "golden", "drawn-text.png"));
        return Pipeline(models).Prepare(new CaptionRequest(bytes, context, CaptionOptions.Default)).Value!;
    }
}
