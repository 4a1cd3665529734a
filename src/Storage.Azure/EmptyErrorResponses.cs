using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure;

/// <summary>
/// Error responses without a body, such as those to HEAD requests and of proxies: the client would read the body as XML where the headers
/// announce it, and fail at that.
/// </summary>
internal sealed class EmptyErrorResponses : HttpPipelineSynchronousPolicy
{
    public override void OnReceivedResponse(HttpMessage message)
    {
        var response = message.Response;
        var isEmpty = message.Request.Method == RequestMethod.Head || response.Headers.ContentLengthLong == 0;
        if (!response.IsError || !isEmpty)
            return;
        var code = response.Headers.TryGetValue("x-ms-error-code", out var errorCode) ? errorCode : null;
        throw new RequestFailedException(response.Status, response.ReasonPhrase, code, null);
    }
}
