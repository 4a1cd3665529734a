using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Serverless.Api.Hosting;

/// <summary>
/// A port that serves one thing alone. Requests are told by the connection they came on, never by what their headers say.
/// </summary>
/// <param name="Name">What it serves.</param>
public sealed record OwnPort(string Name)
{
    /// <summary>Measurements.</summary>
    public static OwnPort Metrics { get; } = new("metrics");

    /// <summary>The Open Inference Protocol over gRPC.</summary>
    public static OwnPort Grpc { get; } = new("gRPC");

    /// <summary>Marks the connections of a listening port.</summary>
    /// <param name="listen">The port.</param>
    internal void Mark(ListenOptions listen) =>
        listen.Use(next =>
            connection =>
            {
                connection.Features.Set(this);
                return next(connection);
            }
        );

    /// <summary>Whether a request came to this port.</summary>
    /// <param name="context">The request.</param>
    public bool IsOf(HttpContext context) => context.Features.Get<OwnPort>() == this;

    /// <summary>Gives a port a pipeline of its own, in place of the application's.</summary>
    /// <param name="app">The application, before its pipeline.</param>
    /// <param name="configure">Makes the pipeline.</param>
    public void Serve(IApplicationBuilder app, Action<IApplicationBuilder> configure) => app.MapWhen(IsOf, configure);
}
