using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure;

/// <summary>
/// Refusals without a body, as every answer to a HEAD is and those of proxies are: the client would read the body as XML where the headers
/// announce it, and fail at that.
/// </summary>
internal sealed class BareRefusals : HttpPipelineSynchronousPolicy
{
    public override void OnReceivedResponse(HttpMessage message)
    {
        var answer = message.Response;
        var isBare = message.Request.Method == RequestMethod.Head || answer.Headers.ContentLengthLong == 0;
        if (!answer.IsError || !isBare)
            return;
        var code = answer.Headers.TryGetValue("x-ms-error-code", out var told) ? told : null;
        throw new RequestFailedException(answer.Status, answer.ReasonPhrase, code, null);
    }
}
