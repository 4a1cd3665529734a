using Microsoft.Extensions.Logging;

namespace Serverless.Api.Access;

/// <summary>Log lines about access.</summary>
internal static partial class AccessLog
{
    /// <summary>A changed file of keys is wrong, or an issuer's keys could not be read; the keys stay as they were.</summary>
    /// <param name="logger">Takes the line.</param>
    /// <param name="fault">The error.</param>
    [LoggerMessage(EventId = 1100, Level = LogLevel.Error, Message = "the keys stay as they were: {Fault}")]
    public static partial void KeysError(ILogger logger, string fault);
}
