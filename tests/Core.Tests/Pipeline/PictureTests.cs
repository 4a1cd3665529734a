using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Pipeline;

public sealed class PictureTests(EmbeddedModels embedded) : IClassFixture<EmbeddedModels>
{
    [Theory]
    [InlineData("vit-gpt2-tiny", "golden/march-pastoral.png")]
    [InlineData("trocr-style-tiny", "golden/drawn-pie.png")]
    [InlineData("trocr-style-tiny", "images/large.jpg")]
    public void Statistics_do_not_depend_on_the_size_that_a_captioner_takes(string model, string picture)
    {
        using var small = LoadedModels.Load(new ModelFolders(Path.Combine(Repository.Fixtures, model)), new RuntimeSettings(1));
        Assert.Equal(StatisticsOf(embedded.Models, picture), StatisticsOf(small, picture));
    }

    private static PictureStatistics StatisticsOf(LoadedModels models, string picture)
    {
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Fixtures, picture));
        var context = new CaptionContext { Role = ImageRole.Decorative }; // no text is looked for
        return pipeline.Prepare(new CaptionRequest(bytes, context, CaptionOptions.Default)).Value!.Picture.Statistics;
    }
}
