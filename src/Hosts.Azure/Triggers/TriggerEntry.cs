using Serverless.Hosting.Wire;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>Where triggers that are not HTTP come in. What they say of uploads is not handled by this version: the invocation fails with a clear line, and the trigger's own retries and poison queue take over.</summary>
internal static class TriggerEntry
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] OurRoots = ["/v1", "/health", "/openapi"];

    public static async ValueTask<bool> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var isCall = HttpMethods.IsPost(request.Method) && request.HasJsonContentType() && !Array.Exists(OurRoots, root => request.Path.StartsWithSegments(root));
        if (!isCall) return false;
        var read = await BodyReader.ReadAsync(request.Body, request.ContentLength, MostBytes, context.RequestAborted);
        var invocation = read.TryGet(out var body, out _) ? TriggerInvocation.Read(request.Path, body) : null;
        var line = invocation is null
            ? "This is neither a request nor a call of a trigger."
            : $"{invocation.Function}: upload events are not handled by this version ({string.Join(", ", invocation.Data.Select(binding => $"{binding.Key}: {binding.Value.ValueKind}"))}).";
        context.Response.StatusCode = invocation is null ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError;
        await context.Response.WriteAsJsonAsync(new TriggerAnswer(new Dictionary<string, string>(), [line]), TriggerJson.Default.TriggerAnswer, cancellationToken: context.RequestAborted);
        return true;
    }
}
