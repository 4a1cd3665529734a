using System.Globalization;
using Serverless.Hosts.Azure.Triggers;

namespace Serverless.Hosts.Azure;

/// <summary>
/// What the Azure Functions host wants of its custom handler (learn.microsoft.com/azure/azure-functions/functions-custom-handlers) beyond the requests it proxies.
/// </summary>
internal static class FunctionsHost
{
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT",
        InvocationHeader = "X-Azure-Functions-InvocationId";

    /// <summary>What is wrong with the environment; null when nothing is.</summary>
    public static string? Fault()
    {
        if (!ushort.TryParse(Environment.GetEnvironmentVariable(PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return $"{PortVariable} is not set to a port: this program is started by the Azure Functions host.";
        foreach (var ours in (string[])["CAPTION_PORT", "CAPTION_ADDRESS"])
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ours)))
                return $"{ours} is set; the Functions host says where to listen, and it is 127.0.0.1 and {PortVariable}.";
        }

        return null;
    }

    /// <summary>The app's folder, as the Functions host says; this program stands in it.</summary>
    public static string Root =>
        Environment.GetEnvironmentVariable("FUNCTIONS_APP_ROOT_PATH") is { Length: > 0 } root && Directory.Exists(root)
            ? root
            : AppContext.BaseDirectory;

    /// <summary>The host asks <c>GET /</c> every 25 ms until anything answers: kept out of the log. A caller's own <c>GET /</c> carries an invocation's id.</summary>
    public static async ValueTask<bool> AnswerAsync(HttpContext context, TriggerEntry triggers)
    {
        var isPoll =
            context.Request.Path == "/"
            && HttpMethods.IsGet(context.Request.Method)
            && !context.Request.Headers.ContainsKey(InvocationHeader);
        if (isPoll)
            context.Response.StatusCode = StatusCodes.Status200OK;
        return isPoll || await triggers.AnswerAsync(context);
    }
}
