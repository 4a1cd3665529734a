using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results.Documents;

namespace Serverless.Results.Tests;

public sealed class CaptionDocumentTests
{
    private static readonly CaptionQuality Quality = new(0.9, 0.8, 2, 0.7, Verdict.Good, []);

    [Fact]
    public void Two_texts_have_two_verdicts()
    {
        var refused = new CaptionQuality(0.01, 0.02, -1, 0.1, Verdict.Refused, [QualityReason.LowFit]);
        var written = Write(
            Caption() with
            {
                Existing = new TextScore(
                    "A car",
                    Verdict.Refused,
                    refused,
                    refused.Reasons,
                    [new Finding("file_name", FindingLevel.Warning, "m")]
                ),
            }
        );
        Assert.Equal(
            ("A dog", "good", 0.9),
            ((string?)written["altText"], (string?)written["verdict"], (double?)written["quality"]!["score"])
        );
        var existing = written["existing"]!;
        Assert.Equal(
            ("A car", "refused", 0.01),
            ((string?)existing["text"], (string?)existing["verdict"], (double?)existing["quality"]!["score"])
        );
        Assert.Equal("""["low_fit"]""", existing["quality"]!["reasons"]!.ToJsonString());
        Assert.Equal("""[{"rule":"file_name","level":"warning","message":"m"}]""", existing["findings"]!.ToJsonString());
    }

    [Fact]
    public void Words_that_no_model_judged_have_a_reason_and_no_numbers()
    {
        var written = Write(Caption() with { Quality = null, Verdict = Verdict.Review, Reasons = [QualityReason.QualityUnavailable] });
        Assert.Equal(
            """{"score":null,"fit":null,"lift":null,"confidence":null,"reasons":["quality_unavailable"]}""",
            written["quality"]!.ToJsonString()
        );
        Assert.True(written.AsObject().ContainsKey("existing"));
        Assert.Null(written["existing"]);
    }

    [Fact]
    public void A_stored_document_of_before_stays_readable()
    {
        var result = new ResultDocument(
            "s",
            "v",
            null,
            ResultDocument.Machine,
            DocumentWriter.Of(Caption()),
            null,
            DateTimeOffset.UnixEpoch
        );
        var stored = JsonSerializer.SerializeToNode(result, ResultJson.Writer.ResultDocument)!;
        Assert.True(stored["caption"]!.AsObject().Remove("existing"));
        var read = stored.Deserialize(ResultJson.Writer.ResultDocument)!;
        Assert.Equal((1, "A dog", null), (read.Caption!.SchemaVersion, read.Caption.AltText, read.Caption.Existing));
    }

    private static JsonNode Write(Caption caption) =>
        JsonSerializer.SerializeToNode(DocumentWriter.Of(caption), DocumentJson.Writer.CaptionDocument)!;

    private static Caption Caption() =>
        new()
        {
            Id = "1",
            Text = "a dog",
            AltText = "A dog",
            Language = "en",
            Verdict = Verdict.Good,
            Kind = PictureKind.Photograph,
            Role = ImageRole.Informative,
            Quality = Quality,
            Findings = [],
            Image = new ImageIdentity("00", ImageFormat.Png, 1, 1, 1),
            Model = new ModelIdentity("m", "1.0.0", () => "sha256:00"),
            Timings = new StageTimings(0, 0, 0, 0, 0, 0),
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
