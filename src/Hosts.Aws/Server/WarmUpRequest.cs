using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws.Server;

/// <summary>The request of the init phase: through access, routing and an answer, while the models are still being loaded.</summary>
internal static class WarmUpRequest
{
    public static Invocation Invocation { get; } =
        new(
            "warm-up",
            Deadline: null,
            TraceId: null,
            """{"version":"2.0","rawPath":"/v1/model","requestContext":{"http":{"method":"GET"}},"headers":{}}"""u8.ToArray()
        );
}
