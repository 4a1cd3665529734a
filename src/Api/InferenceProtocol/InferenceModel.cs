using System.Globalization;
using Serverless.Api.Requests;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;

namespace Serverless.Api.InferenceProtocol;

/// <summary>The model as the Open Inference Protocol names it: its name, its tensors, what may be asked of it.</summary>
public static class InferenceModel
{
    /// <summary>The name that requests use, whatever model is loaded.</summary>
    public const string Name = "caption",
        Image = "image",
        Platform = "onnx_onnxruntime";

    /// <summary>Most pictures of one request.</summary>
    public const int MaxImages = 64;

    /// <summary>What <c>quality</c> holds where no model judged the words: tensors have no null.</summary>
    public const double NoQuality = -1;

    /// <summary>Its outputs with their datatypes, in the order in which they are given where none is asked for.</summary>
    public static IReadOnlyList<(string Name, string Datatype)> Outputs { get; } =
    [
        ("caption", InferenceTensor.Bytes),
        ("alt_text", InferenceTensor.Bytes),
        ("verdict", InferenceTensor.Bytes),
        ("quality", InferenceTensor.Numeric),
        ("document", InferenceTensor.Bytes),
    ];

    /// <summary>Why a model and version are not here; null where they are.</summary>
    /// <param name="service">The pipeline.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version; null or empty for any.</param>
    public static CaptionFailure? Check(CaptionService service, string name, string? version)
    {
        if (name != Name)
            return new CaptionFailure(FailureReason.NotFound, $"The one model here is '{Name}'.");
        if (string.IsNullOrEmpty(version))
            return null;
        if (service.Models is not { } models)
            return Loading;
        return models.Identity.Version == version
            ? null
            : new CaptionFailure(FailureReason.NotFound, $"Version {models.Identity.Version} serves here.");
    }

    /// <summary>What is answered while the models are loaded.</summary>
    public static CaptionFailure Loading { get; } = new(FailureReason.NotReady, "The models are still being loaded.");

    /// <summary>Why a list of outputs cannot be given; null where it can.</summary>
    /// <param name="outputs">Their names.</param>
    public static CaptionFailure? CheckOutputs(IReadOnlyList<string> outputs) =>
        outputs.FirstOrDefault(name => !Outputs.Any(known => known.Name == name)) is { } unknown
            ? OptionNames.Unknown(unknown, Outputs.Select(known => known.Name))
        : outputs.Distinct(StringComparer.Ordinal).Count() < outputs.Count
            ? new CaptionFailure(FailureReason.MalformedRequest, "An output is asked for twice.", "outputs")
        : null;

    /// <summary>Why an input cannot be taken; null where it can.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="datatype">Its datatype.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="count">How many elements came.</param>
    public static CaptionFailure? CheckInput(string? name, string? datatype, IReadOnlyList<long> shape, int count)
    {
        if (name != Image || datatype != InferenceTensor.Bytes)
            return new CaptionFailure(FailureReason.MalformedRequest, $"The one input is '{Image}' of the datatype BYTES.", "inputs");
        if (count is < 1 or > MaxImages)
            return new CaptionFailure(FailureReason.MalformedRequest, $"{Image} must have 1 to {MaxImages} elements.", Image);
        var isShape = shape.Count is 1 or 2 && shape[0] == count && shape.Skip(1).All(size => size == 1);
        return isShape
            ? null
            : new CaptionFailure(
                FailureReason.MalformedRequest,
                string.Create(CultureInfo.InvariantCulture, $"{Image} has {count} elements; its shape must be [{count}] or [{count},1]."),
                Image
            );
    }
}
