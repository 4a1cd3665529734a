using Microsoft.AspNetCore.Http;
using Serverless.Api.Endpoints;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;

namespace Serverless.Api.InferenceProtocol;

/// <summary>The Open Inference Protocol, version 2, over REST.</summary>
/// <param name="service">The pipeline.</param>
/// <param name="bodies">Reads bodies.</param>
/// <param name="runner">Runs inferences.</param>
internal sealed class InferenceEndpoints(CaptionService service, RequestBodies bodies, InferenceRunner runner)
{
    public static IResult Server() =>
        new Document<ServerMetadata>(
            new ServerMetadata("caption", typeof(InferenceEndpoints).Assembly.GetName().Version!.ToString(3), ["binary_tensor_data"]),
            InferenceJson.Default.ServerMetadata
        );

    public static IResult Live() => TypedResults.Ok();

    public IResult Ready() => TypedResults.StatusCode(service.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    public IResult ModelReady(HttpContext context)
    {
        if (Check(context) is { } failure)
            return new Problem(failure);
        var status = service.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return new Document<ModelReady>(new ModelReady(InferenceModel.Name, service.IsReady), InferenceJson.Default.ModelReady, status);
    }

    public IResult Model(HttpContext context)
    {
        if (Check(context) is { } failure)
            return new Problem(failure);
        if (service.Models is not { } models)
            return new Problem(InferenceModel.Loading);
        var metadata = new ModelMetadata(
            InferenceModel.Name,
            [models.Identity.Version],
            InferenceModel.Platform,
            [new TensorMetadata(InferenceModel.Image, InferenceTensor.Bytes, [-1])],
            [.. InferenceModel.Outputs.Select(output => new TensorMetadata(output.Name, output.Datatype, [-1]))]
        );
        return new Document<ModelMetadata>(metadata, InferenceJson.Default.ModelMetadata);
    }

    public async Task<IResult> InferAsync(HttpContext context)
    {
        using var body = await bodies.ReadAsync(context.Request);
        if (!body.Content.TryGet(out var content, out var failure))
            return new Problem(failure);
        if (Check(context) is { } absent)
            return new Problem(absent);
        var length = context.Request.Headers[InferenceRequestReader.HeaderLength].ToString();
        if (!InferenceRequestReader.Read(content.Body, length).TryGet(out var request, out failure))
            return new Problem(failure);
        if (!(await runner.RunAsync(request.Question, context.RequestAborted)).TryGet(out var outputs, out failure))
            return new Problem(failure);
        return new InferenceAnswer(request, service.Models?.Identity.Version ?? "", outputs);
    }

    private CaptionFailure? Check(HttpContext context) =>
        InferenceModel.Check(service, (string)context.Request.RouteValues["name"]!, (string?)context.Request.RouteValues["version"]);
}
