using Microsoft.AspNetCore.Http;
using Serverless.LocalTargets.Front;
using Yarp.ReverseProxy.Forwarder;

namespace Serverless.LocalTargets.Platforms;

/// <summary>What changes on the way: the choice of a revision stays with the front, and platforms add what they add.</summary>
/// <param name="keepsHost">The host gets the name the caller used, as behind a platform's front; else that of the address.</param>
/// <param name="added">Headers the platform adds where the caller sends none.</param>
internal sealed class FrontTransformer(bool keepsHost, params (string Name, string Value)[] added) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = keepsHost ? httpContext.Request.Host.Value : null;
        proxyRequest.Headers.Remove(RevisionHeader.Name);
        foreach (var (name, value) in added)
        {
            if (!proxyRequest.Headers.Contains(name))
                proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
