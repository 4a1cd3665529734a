using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Core.Inference;

/// <summary>The decoder takes ids.</summary>
internal sealed class TokenIds : ITokenInput
{
    public string Name => "input_ids";

    public void Verify(GraphSession decoder) => decoder.ExpectInput(Name, TensorElementType.Int64, -1, -1);

    public OrtValue? Embed(OrtValue ids, CancellationToken cancellationToken) => null;
}
