using System.Text;
using Serverless.Core.Pipeline;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;
using Serverless.Testing;

namespace Serverless.Monitoring.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void A_reference_is_read_as_it_was_written_and_made_again_the_same()
    {
        var reference = TrafficWorld.Reference;
        var bytes = reference.ToBytes();
        var read = DriftReference.Parse(bytes);
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(reference.Measure, read.Measure);
        Assert.Equal(bytes, TrafficWorld.MakeReference(seed: 1).ToBytes());
        Assert.NotEqual(reference.Measure, TrafficWorld.MakeReference(seed: 2, count: 120).Measure);
    }

    [Fact]
    public void Places_along_axes_are_counted_of_pictures_that_the_axes_were_not_found_from()
    {
        var sketch = TrafficWorld.Reference.Sketch;
        Assert.Equal(400, sketch.Number(TrafficStatistics.Brightness).Count);
        Assert.Equal(200, sketch.Number(TrafficStatistics.ProjectionName(1)).Count);
        Assert.InRange(sketch.Number(TrafficStatistics.ProjectionName(1)).Mean, -0.35, 0.35);
        Assert.InRange(sketch.Number(TrafficStatistics.ProjectionName(1)).Deviation, 0.75, 1.25);
    }

    [Fact]
    public void The_embedded_models_have_one_that_their_own_captions_are_measured_by()
    {
        var reference = DriftReference.Find(Path.Combine(Repository.Models, "quality-base"));
        Assert.NotNull(reference);
        Assert.Equal(TrafficStatistics.Projections, reference.Embedding!.Axes.Count);
        Assert.All(reference.Embedding.Axes, axis => Assert.Equal(1, axis.Sum(value => value * value), 1e-3));
        Assert.InRange(reference.Sketch.Captions, 400, 600);
        Assert.Equal(0, reference.Sketch.Number(TrafficStatistics.Size).Count); // its pictures were resized before
        Assert.Equal(0, reference.Sketch.Number(TrafficStatistics.Latency).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{'schemaVersion':2,'madeBy':'','embedding':null,'vocabulary':{},'sketch':NONE}")]
    [InlineData("{'schemaVersion':1,'madeBy':'','embedding':EDGE,'vocabulary':{},'sketch':NONE}")]
    [InlineData("{'schemaVersion':1,'madeBy':'','embedding':null,'vocabulary':{'9999':1},'sketch':NONE}")]
    public void What_is_damaged_is_refused_with_its_name(string content)
    {
        var path = Path.GetTempFileName();
        try
        {
            var none = "{'schemaVersion':1,'numbers':{},'categories':{},'vocabulary':{}}";
            var edge = "{'mean':[1],'axes':[[1,2]],'scales':[1],'normMean':1,'normScale':1}"; // an axis longer than the mean
            var text = content.Replace("NONE", none, StringComparison.Ordinal).Replace("EDGE", edge, StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace('\'', '"'), new UTF8Encoding(false));
            var error = Assert.Throws<InvalidDataException>(() => DriftReference.Read(path));
            Assert.StartsWith(path + " is no drift reference: ", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Few_captions_have_no_axes_and_a_missing_file_no_reference()
    {
        var captions = Enumerable.Range(0, 30).Select(i => Of(i));
        Assert.Null(ReferenceBuilder.Of(captions, (_, _) => throw new InvalidOperationException(), "few").Embedding);
        Assert.Null(DriftReference.Find(Path.GetTempPath(), "no-such-drift.json"));
        Assert.Null(DriftReference.Find(null));
    }

    private static Caption Of(int i)
    {
        var caption = Captions.Of("a dog", "dog", 0.5);
        return caption with { Image = caption.Image with { Sha256 = $"{i:D64}" }, State = [i, 1] };
    }
}
