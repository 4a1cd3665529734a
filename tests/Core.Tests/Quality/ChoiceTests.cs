using System.Text.Json;
using Serverless.Core.Quality;

namespace Serverless.Core.Tests.Quality;

/// <summary>Which sentence is spoken where weights for that were learned, and the file they stand in.</summary>
public sealed class ChoiceTests : IDisposable
{
    private static readonly QualityParameters Parameters = QualityParameters.Read(
        Path.Combine(Testing.Repository.Models, "quality-base", "quality.json")
    );

    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Learned_weights_choose_and_the_intercept_speaks_for_the_likeliest()
    {
        QualitySignals[] sentences = [new(0, -0.5, 1, 0), new(2, -0.6, 1, 0), new(1, -0.7, 1, 0)];
        QualityFormula Formula(double likeliest) => new(Parameters with { Choice = new ScoreCurve(likeliest, 1, null, 0, 0) });
        Assert.Equal(1, Formula(0).Choose(sentences));
        Assert.Equal(0, Formula(2.5).Choose(sentences));
    }

    [Fact]
    public void Score_and_margin_choose_where_a_signal_that_was_learned_is_missing()
    {
        QualitySignals[] sentences = [new(0, -0.5, null, 0), new(2, -0.6, null, 0)];
        var learned = new QualityFormula(Parameters with { Choice = new ScoreCurve(0, -1, 1, 0, 0) });
        Assert.Equal(new QualityFormula(Parameters).Choose(sentences), learned.Choose(sentences));
    }

    [Fact]
    public void The_file_is_read_as_it_was_written_with_and_without_them()
    {
        foreach (var choice in (ScoreCurve?[])[null, new ScoreCurve(0.5, 1, null, 0, 0)])
        {
            File.WriteAllBytes(_file, (Parameters with { Choice = choice }).ToBytes());
            Assert.Equal(choice, QualityParameters.Read(_file).Choice);
            using var document = JsonDocument.Parse(File.ReadAllBytes(_file));
            Assert.Equal(choice is not null, document.RootElement.TryGetProperty("choice", out _));
        }
    }

    public void Dispose() => File.Delete(_file);
}
