using System.Text;
using System.Text.Json;
using Serverless.Api.Endpoints;
using Serverless.Api.Telemetry;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Results.Documents;

namespace Serverless.Api.InferenceProtocol;

/// <summary>
/// Runs an inference: each picture is a request of its own to the service, so that it may batch them with those of others.
/// </summary>
/// <param name="service">The pipeline.</param>
/// <param name="events">Keeps what reviews need.</param>
public sealed class InferenceRunner(CaptionService service, EventServices events)
{
    private const int MaxAtOnce = 16;

    /// <summary>Runs it.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>
    /// The outputs, or the failure of the first picture that has one, which it names: the protocol knows no answer in part.
    /// </returns>
    public async Task<Result<IReadOnlyList<InferenceTensor>, CaptionFailure>> RunAsync(
        InferenceQuestion question,
        CancellationToken cancellationToken
    )
    {
        var results = new Result<Caption, CaptionFailure>[question.Images.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, results.Length),
            options,
            async (i, token) => results[i] = await DescribeAsync(question.Images[i], question.Options, token)
        );
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Failure is { } failure)
                return failure with { Detail = FormattableString.Invariant($"image[{i}]: {failure.Detail}") };
        }

        var captions = results.Select(result => result.Value!).ToList();
        foreach (var caption in captions)
            CaptionMeter.Count(DocumentWriter.NameOf(caption.Verdict));
        return question.Outputs.Select(name => TensorOf(name, captions)).ToArray();
    }

    private async Task<Result<Caption, CaptionFailure>> DescribeAsync(
        ReadOnlyMemory<byte> image,
        CaptionOptions options,
        CancellationToken cancellationToken
    )
    {
        if (image.IsEmpty)
            return new CaptionFailure(FailureReason.EmptyBody, "The element is empty; it must hold a picture.");
        var result = await service.DescribeAsync(new CaptionRequest(image, CaptionContext.None, options), cancellationToken);
        return
            result.Value is { } caption && await ReviewKeeping.KeepAsync(events, service, caption, image, cancellationToken) is { } unkept
            ? unkept
            : result;
    }

    private static InferenceTensor TensorOf(string name, List<Caption> captions) =>
        name switch
        {
            "caption" => Texts(name, captions, caption => caption.Text),
            "alt_text" => Texts(name, captions, caption => caption.AltText),
            "verdict" => Texts(name, captions, caption => DocumentWriter.NameOf(caption.Verdict)),
            "quality" => new InferenceTensor(
                name,
                null,
                [.. captions.Select(caption => DocumentWriter.Of(caption).Quality.Score ?? InferenceModel.NoQuality)]
            ),
            _ => new InferenceTensor(
                name,
                [
                    .. captions.Select(caption =>
                        JsonSerializer.SerializeToUtf8Bytes(DocumentWriter.Of(caption), DocumentJson.Writer.CaptionDocument)
                    ),
                ],
                null
            ),
        };

    /// <summary>What there is not is empty: tensors have no null. The document tells them apart.</summary>
    private static InferenceTensor Texts(string name, List<Caption> captions, Func<Caption, string?> text) =>
        new(name, [.. captions.Select(caption => Encoding.UTF8.GetBytes(text(caption) ?? ""))], null);
}
