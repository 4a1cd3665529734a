using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Serverless.LocalTargets.Platforms;

/// <summary>Hands requests on over HTTP, streaming both ways.</summary>
internal sealed class HttpForwarding : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHttpForwarder _forwarder;
    private readonly HttpMessageInvoker _invoker;

    public HttpForwarding()
    {
        _services = new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider();
        _forwarder = _services.GetRequiredService<IHttpForwarder>();
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = DistributedContextPropagator.CreatePassThroughPropagator(),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), // hosts close idle ones later than that
            }
        );
    }

    /// <param name="context">The caller's request.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="timeout">How long nothing may come before 504.</param>
    /// <param name="transformer">What changes on the way.</param>
    public async Task<ForwardOutcome> ForwardAsync(HttpContext context, Uri address, TimeSpan timeout, HttpTransformer transformer)
    {
        var config = new ForwarderRequestConfig { ActivityTimeout = timeout };
        var error = await _forwarder.SendAsync(context, address.ToString(), _invoker, config, transformer);
        return
            error == ForwarderError.Request
            && !context.Response.HasStarted
            && context.Features.Get<IForwarderErrorFeature>()?.Exception
                is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
            ? ForwardOutcome.NotConnected
            : ForwardOutcome.Sent;
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _services.Dispose();
    }
}
