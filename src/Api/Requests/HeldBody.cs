using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>A request's content in memory, or why there is none; the room it takes is given back when this is disposed.</summary>
/// <param name="content">The content.</param>
/// <param name="room">The room; null for none.</param>
internal sealed class HeldBody(Result<RequestContent, CaptionFailure> content, IDisposable? room) : IDisposable
{
    public Result<RequestContent, CaptionFailure> Content => content;

    public void Dispose() => room?.Dispose();
}
