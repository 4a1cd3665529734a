using Grpc.Core;
using Microsoft.Extensions.Options;
using Serverless.Api.InferenceProtocol;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Hosts.Kubernetes.Inference.Protocol;
using Serverless.Settings;

namespace Serverless.Hosts.Kubernetes.Inference;

/// <summary>The Open Inference Protocol, version 2, over gRPC.</summary>
/// <param name="service">The pipeline.</param>
/// <param name="runner">Runs inferences.</param>
/// <param name="settings">The largest body.</param>
internal sealed class InferenceService(CaptionService service, InferenceRunner runner, IOptions<CaptionSettings> settings)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = service.IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        Check(request.Name, request.Version);
        return Task.FromResult(new ModelReadyResponse { Ready = service.IsReady });
    }

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(
            new ServerMetadataResponse
            {
                Name = InferenceModel.Name,
                Version = typeof(InferenceService).Assembly.GetName().Version!.ToString(3),
            }
        );

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        Check(request.Name, request.Version);
        var answer = new ModelMetadataResponse { Name = InferenceModel.Name, Platform = InferenceModel.Platform };
        answer.Versions.Add(Version);
        answer.Inputs.Add(Tensor(InferenceModel.Image, InferenceTensor.Bytes));
        answer.Outputs.AddRange(InferenceModel.Outputs.Select(output => Tensor(output.Name, output.Datatype)));
        return Task.FromResult(answer);
    }

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        Check(request.ModelName, request.ModelVersion);
        var question = InferenceMessages.Read(request);
        if (question.Images.Sum(image => (long)image.Length) > settings.Value.MaxBodyBytes)
        {
            var detail = $"The pictures have more than {settings.Value.MaxBodyBytes} bytes.";
            throw Failed(new CaptionFailure(FailureReason.BodyTooLarge, detail));
        }

        var outputs = Unwrap(await runner.RunAsync(question, context.CancellationToken));
        return InferenceMessages.Answer(request, Version, outputs);
    }

    private string Version => service.Models is { } models ? models.Identity.Version : throw Failed(InferenceModel.Loading);

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(string name, string datatype) =>
        new()
        {
            Name = name,
            Datatype = datatype,
            Shape = { -1 },
        };

    private void Check(string name, string version)
    {
        if (InferenceModel.Check(service, name, version) is { } failure)
            throw Failed(failure);
    }

    private static T Unwrap<T>(Result<T, CaptionFailure> result)
        where T : class => result.TryGet(out var value, out var failure) ? value : throw Failed(failure);

    private static RpcException Failed(CaptionFailure failure) => InferenceMessages.Failed(failure);
}
