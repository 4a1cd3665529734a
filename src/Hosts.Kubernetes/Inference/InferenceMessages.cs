using Google.Protobuf;
using Grpc.Core;
using Serverless.Api.InferenceProtocol;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Hosts.Kubernetes.Inference.Protocol;
using Serverless.Results;

namespace Serverless.Hosts.Kubernetes.Inference;

/// <summary>Messages of the protocol to what is asked, and outputs to messages.</summary>
internal static class InferenceMessages
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="RpcException">Something in it is not known or not as it should be.</exception>
    public static InferenceQuestion Read(ModelInferRequest request)
    {
        var parameters = request.Parameters.Select(pair => (pair.Key, ValueOf(pair.Value)));
        var options = Unwrap(InferenceParameters.Read(parameters));
        IReadOnlyList<string> outputs =
            request.Outputs.Count > 0
                ? [.. request.Outputs.Select(output => output.Name)]
                : [.. InferenceModel.Outputs.Select(output => output.Name)];
        var asked = request
            .Outputs.SelectMany(output => output.Parameters.Keys)
            .Concat(request.Inputs.SelectMany(input => input.Parameters.Keys));
        if (asked.FirstOrDefault() is { } unknown)
            throw Failed(new CaptionFailure(FailureReason.UnknownOption, $"'{unknown}' is no parameter of a tensor here."));
        if (InferenceModel.CheckOutputs(outputs) is { } wrong)
            throw Failed(wrong);
        return new InferenceQuestion(Images(request), options, outputs);
    }

    /// <summary>Makes the answer; raw where the request is.</summary>
    public static ModelInferResponse Answer(ModelInferRequest request, string version, IReadOnlyList<InferenceTensor> outputs)
    {
        var answer = new ModelInferResponse
        {
            ModelName = InferenceModel.Name,
            ModelVersion = version,
            Id = request.Id,
        };
        var isRaw = request.RawInputContents.Count > 0;
        foreach (var output in outputs)
        {
            var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Datatype };
            tensor.Shape.Add(output.Count);
            if (isRaw)
                answer.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.ToBinary()));
            else
                tensor.Contents = ContentsOf(output);
            answer.Outputs.Add(tensor);
        }

        return answer;
    }

    /// <summary>A failure as a status of gRPC; its message begins with our code.</summary>
    public static RpcException Failed(CaptionFailure failure)
    {
        var meaning = FailureTable.Of(failure.Reason);
        var code = meaning.Status switch
        {
            404 => StatusCode.NotFound,
            429 => StatusCode.ResourceExhausted,
            503 => StatusCode.Unavailable,
            504 => StatusCode.DeadlineExceeded,
            500 => StatusCode.Internal,
            _ => StatusCode.InvalidArgument,
        };
        return new RpcException(new Status(code, $"{meaning.Code}: {failure.Detail}"));
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Images(ModelInferRequest request)
    {
        if (request.Inputs is not [var input] || request.RawInputContents.Count > 1)
            throw Failed(new CaptionFailure(FailureReason.MalformedRequest, $"There is one input, '{InferenceModel.Image}'."));
        var images = request.RawInputContents is [var raw]
            ? InferenceTensor.Read(raw.Memory)
            : [.. (input.Contents?.BytesContents ?? []).Select(element => element.Memory)];
        if (images is null)
            throw Failed(new CaptionFailure(FailureReason.MalformedRequest, "The raw contents are no BYTES: their lengths do not fit."));
        return InferenceModel.CheckInput(input.Name, input.Datatype, input.Shape, images.Count) is { } wrong
            ? throw Failed(wrong)
            : images;
    }

    private static InferTensorContents ContentsOf(InferenceTensor output)
    {
        var contents = new InferTensorContents();
        contents.BytesContents.AddRange((output.Texts ?? []).Select(text => UnsafeByteOperations.UnsafeWrap(text)));
        contents.Fp64Contents.AddRange(output.Numbers ?? []);
        return contents;
    }

    private static object? ValueOf(InferParameter parameter) =>
        parameter.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.BoolParam => parameter.BoolParam,
            InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
            InferParameter.ParameterChoiceOneofCase.StringParam => parameter.StringParam,
            InferParameter.ParameterChoiceOneofCase.DoubleParam => parameter.DoubleParam,
            InferParameter.ParameterChoiceOneofCase.Uint64Param => parameter.Uint64Param,
            _ => null,
        };

    private static T Unwrap<T>(Result<T, CaptionFailure> result)
        where T : class => result.TryGet(out var value, out var failure) ? value : throw Failed(failure);
}
