using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Serverless.Api.Access;

/// <summary>Lists headers with a blank after each comma, as this surface always has.</summary>
internal sealed class OriginHeaders(IOptions<CorsOptions> options, ILoggerFactory logger) : CorsService(options, logger)
{
    public override void ApplyResult(CorsResult result, HttpResponse response)
    {
        base.ApplyResult(result, response);
        if (response.Headers.AccessControlAllowHeaders.Count > 0)
            response.Headers.AccessControlAllowHeaders = string.Join(", ", result.AllowedHeaders);
    }
}
