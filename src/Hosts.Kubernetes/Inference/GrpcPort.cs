using Microsoft.Extensions.Options;
using Serverless.Api.Hosting;
using Serverless.Api.InferenceProtocol;
using Serverless.Settings;

namespace Serverless.Hosts.Kubernetes.Inference;

/// <summary>The port of the Open Inference Protocol over gRPC, which serves nothing else.</summary>
internal static class GrpcPort
{
    private const int Overhead = 1 << 20;

    public static IServiceCollection AddGrpcPort(this IServiceCollection services)
    {
        services.AddGrpc();
        services
            .AddOptions<Grpc.AspNetCore.Server.GrpcServiceOptions>()
            .Configure<IOptions<CaptionSettings>>(
                (grpc, settings) => grpc.MaxReceiveMessageSize = (int)Math.Min(settings.Value.MaxBodyBytes + Overhead, int.MaxValue)
            );
        return services;
    }

    /// <summary>Serves it; before the application's own pipeline.</summary>
    public static void UseGrpcPort(this IApplicationBuilder app) =>
        OwnPort.Grpc.Serve(
            app,
            port =>
                port.UseInferenceAccess(routes =>
                    routes
                        .MapGrpcService<InferenceService>()
                        .RequireCaptionScope(
                            nameof(InferenceService.ModelInfer),
                            nameof(InferenceService.ModelMetadata),
                            nameof(InferenceService.ServerMetadata)
                        )
                )
        );
}
