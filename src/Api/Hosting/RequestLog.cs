using Microsoft.Extensions.Logging;

namespace Serverless.Api.Hosting;

/// <summary>The log lines of a host that listens, with their stable ids.</summary>
internal static partial class RequestLog
{
    private const string Line = "{Method} {Route} {Status} {ElapsedMs:F1} ms {Bytes} bytes {Note} {Trace}";

    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = Line)]
    public static partial void Answered(
        ILogger logger,
        string method,
        string route,
        int status,
        string trace,
        double elapsedMs,
        long bytes,
        string note
    );

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = Line)]
    public static partial void Broke(
        ILogger logger,
        Exception error,
        string method,
        string route,
        int status,
        string trace,
        double elapsedMs,
        long bytes,
        string note
    );

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{Method} caller went away after {ElapsedMs:F1} ms")]
    public static partial void Gone(ILogger logger, string method, double elapsedMs);
}
