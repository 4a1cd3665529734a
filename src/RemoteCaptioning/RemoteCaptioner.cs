using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;

namespace Serverless.RemoteCaptioning;

/// <summary>A captioner behind an endpoint that speaks OpenAI's chat completions.</summary>
public sealed class RemoteCaptioner : IRemoteCaptioner, IDisposable
{
    private const int JpegQuality = 85;

    private readonly EndpointOptions _options;
    private readonly HttpClient _http;
    private readonly IChatClient _client;

    /// <summary>Makes one; nothing is asked yet.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="clock">Waits between tries.</param>
    public RemoteCaptioner(EndpointOptions options, TimeProvider clock)
    {
        _options = options;
        _http = EndpointClient.Connect(options, clock);
        _client = EndpointClient.Create(options, _http);
        Identity = new ModelIdentity(options.Model, "0.0.0", () => DigestOf(options));
    }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public int MaxSide => _options.MaxSide;

    /// <inheritdoc/>
    public RemotePicture Encode(RgbPixels pixels, IImageDecoder decoder) =>
        _options.IsPng
            ? new RemotePicture(PngFile.Of(pixels), "image/png")
            : new RemotePicture(decoder.EncodeJpeg(pixels, JpegQuality), "image/jpeg");

    /// <inheritdoc/>
    public Result<RemoteCaption, CaptionFailure> Describe(
        RemotePicture picture,
        CaptionContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var asked = AskAsync(picture, context, cancellationToken);
            var caption = Read(asked.GetAwaiter().GetResult()); // the pipeline's threads wait for models, near or far
            EndpointMeter.Count(caption);
            return caption;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && EndpointFailures.Of(error) is not null)
        {
            var failure = EndpointFailures.Of(error)!;
            EndpointMeter.Count(failure.Reason.ToString().ToLowerInvariant());
            return failure;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<ChatResponse> AskAsync(RemotePicture picture, CaptionContext context, CancellationToken cancellationToken)
    {
        ChatMessage[] messages =
        [
            new(ChatRole.System, CaptionPrompt.System),
            new(ChatRole.User, [new TextContent(CaptionPrompt.Describe(context)), new DataContent(picture.Bytes, picture.MediaType)]),
        ];
        return await _client.GetResponseAsync(messages, EndpointClient.OptionsOf(_options), cancellationToken);
    }

    private RemoteCaption Read(ChatResponse answer)
    {
        var (tokensIn, tokensOut) = (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount);
        var isFiltered = answer.FinishReason == ChatFinishReason.ContentFilter;
        var text = isFiltered ? null : AnswerText.Clean(answer.Text, answer.FinishReason == ChatFinishReason.Length);
        return new RemoteCaption(text, tokensIn, tokensOut, _options.CostOf(tokensIn, tokensOut));
    }

    /// <summary>An endpoint does not say which weights it has: the name of the model and of the prompt stand for them.</summary>
    private static string DigestOf(EndpointOptions options) =>
        "sha256:"
        + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Address}\n{options.Model}\n{CaptionPrompt.Version}"))
        );
}
