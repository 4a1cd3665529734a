using Serverless.Evaluation.Datasets;

namespace Serverless.Evaluation.Tests;

public sealed class EvaluationDatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dataset-").FullName;

    [Fact]
    public void Missing_and_empty_pictures_are_left_out_by_name()
    {
        Write("captions.jsonl", Picture("a.jpg"), Picture("gone.jpg"), Picture("empty.jpg"));
        Write(
            "crowd.jsonl",
            "{\"image\":\"a.jpg\",\"caption\":\"x\",\"yes\":2,\"no\":1}",
            "{\"image\":\"gone.jpg\",\"caption\":\"x\",\"yes\":2,\"no\":1}"
        );
        File.WriteAllText(Path.Combine(_folder, "a.jpg"), "bytes");
        File.WriteAllText(Path.Combine(_folder, "empty.jpg"), "");
        var dataset = EvaluationDataset.Read(_folder);
        Assert.Equal("a.jpg", Assert.Single(dataset.Pictures).Image);
        Assert.Equal(2 / 3.0, Assert.Single(dataset.Judgements).Share, 1e-9);
        Assert.Contains(dataset.Warnings, warning => warning.Contains("gone.jpg, empty.jpg", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"image\":\"a.jpg\"}", "captions must list")]
    [InlineData("{\"image\":\"a.jpg\",\"captions\":[]}", "captions must list")]
    [InlineData("{\"captions\":[\"x\"]}", "image must be a text")]
    [InlineData("{\"image\":\"../a.jpg\",\"captions\":[\"x\"]}", "below the data set")]
    [InlineData("nonsense", "no JSON")]
    public void A_line_that_cannot_be_used_is_refused_with_its_number(string line, string expected)
    {
        Write("captions.jsonl", Picture("a.jpg"), line);
        Assert.Contains("captions.jsonl, line 2", Message(), StringComparison.Ordinal);
        Assert.Contains(expected, Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("captions.jsonl")]
    [InlineData("crowd.jsonl")]
    public void A_text_that_is_too_long_is_refused_with_its_line_and_the_setting(string file)
    {
        var text = new string('a', 2_001);
        Write("captions.jsonl", file == "captions.jsonl" ? $"{{\"image\":\"a.jpg\",\"captions\":[\"{text}\"]}}" : Picture("a.jpg"));
        if (file == "crowd.jsonl")
            Write("crowd.jsonl", $"{{\"image\":\"a.jpg\",\"caption\":\"{text}\",\"yes\":1,\"no\":0}}");
        File.WriteAllText(Path.Combine(_folder, "a.jpg"), "bytes");
        var message = Assert.Throws<InvalidDataException>(() => EvaluationDataset.Read(_folder, 2_000)).Message;
        Assert.Contains($"{file}, line 1", message, StringComparison.Ordinal);
        Assert.Contains("CAPTION_MAX_TEXT_CHARACTERS", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"image\":\"a.jpg\",\"caption\":\"x\",\"yes\":0,\"no\":0}", "without votes")]
    [InlineData("{\"image\":\"a.jpg\",\"caption\":\"x\",\"yes\":-1,\"no\":3}", "number of votes")]
    [InlineData("{\"image\":\"a.jpg\",\"caption\":\"x\",\"yes\":NaN,\"no\":3}", "NaN")]
    [InlineData("{\"image\":\"a.jpg\",\"caption\":\"x\",\"no\":3}", "number of votes")]
    public void A_judgement_that_cannot_be_used_is_refused_with_its_line(string line, string expected)
    {
        Write("captions.jsonl", Picture("a.jpg"));
        Write("crowd.jsonl", line);
        File.WriteAllText(Path.Combine(_folder, "a.jpg"), "bytes");
        Assert.Contains("crowd.jsonl, line 1", Message(), StringComparison.Ordinal);
        Assert.Contains(expected, Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_stands_twice_is_refused()
    {
        Write("captions.jsonl", Picture("a.jpg"), Picture("a.jpg"));
        Assert.Contains("a.jpg stands twice", Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_seen_in_training_are_found_by_content()
    {
        Write("captions.jsonl", Picture("a.jpg"), Picture("b.jpg"));
        File.WriteAllText(Path.Combine(_folder, "a.jpg"), "bytes");
        File.WriteAllText(Path.Combine(_folder, "b.jpg"), "others");
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("bytes"u8));
        Assert.Equal(["a.jpg"], EvaluationDataset.Read(_folder).FindInTraining(new HashSet<string> { digest }));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Picture(string name) => $"{{\"image\":\"{name}\",\"captions\":[\"a dog\"]}}";

    private string Message() => Assert.Throws<InvalidDataException>(() => EvaluationDataset.Read(_folder)).Message;

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);
}
