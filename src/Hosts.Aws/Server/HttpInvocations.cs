using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serverless.Api.Problems;
using Serverless.Api.Telemetry;
using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws.Server;

/// <summary>Runs requests that events hold through the application.</summary>
/// <param name="application">The application.</param>
internal sealed class HttpInvocations<TContext>(IHttpApplication<TContext> application)
    where TContext : notnull
{
    /// <summary>Lambda takes no larger result.</summary>
    private const int MaxResultBytes = 6 << 20;

    public async Task<InvocationResult> InvokeAsync(
        Invocation invocation,
        JsonElement root,
        PayloadFormat format,
        CancellationToken deadline
    )
    {
        // 1. The request, with the trace and the deadline from the runtime.
        var (request, response, body) = (RequestReader.Read(root, format), new LambdaResponse(), new MemoryStream());
        if (invocation.TraceId is { } trace)
            XRayTrace.Apply(request.Headers, trace);
        var isHead = HttpMethods.IsHead(request.Method);

        // 2. The application's answer.
        var context = application.CreateContext(FeaturesOf(invocation, request, response, body, deadline));
        Exception? broken = null;
        try
        {
            await application.ProcessRequestAsync(context);
            await response.StartAsync();
            await response.CompleteAsync();
        }
        catch (Exception error)
        {
            broken = error;
            throw;
        }
        finally
        {
            application.DisposeContext(context, broken);
        }

        // 3. As Lambda takes it.
        var payload = ResponseWriter.Write(format, response, isHead ? [] : body.GetBuffer().AsSpan(0, (int)body.Length));
        return payload.Length <= MaxResultBytes
            ? new InvocationResult(payload)
            : InvocationResult.Failed("Function.ResponseSizeTooLarge", "The answer is larger than Lambda takes.");
    }

    private static FeatureCollection FeaturesOf(
        Invocation invocation,
        HttpRequestFeature request,
        LambdaResponse response,
        MemoryStream body,
        CancellationToken deadline
    )
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = invocation.Id });
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = deadline });
        features.Set(new PlatformDeadline(deadline));
        if (invocation == WarmUpRequest.Invocation)
            features.Set(new UnloggedRequest());
        return features;
    }
}
