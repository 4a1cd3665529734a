using Serverless.Core.Pipeline;

namespace Serverless.Api.InferenceProtocol;

/// <summary>What an inference asks for, whichever way it came.</summary>
/// <param name="Images">The elements of the tensor <c>image</c>, in order.</param>
/// <param name="Options">The parameters of the request.</param>
/// <param name="Outputs">Names of the outputs that are asked for, in order.</param>
public sealed record InferenceQuestion(IReadOnlyList<ReadOnlyMemory<byte>> Images, CaptionOptions Options, IReadOnlyList<string> Outputs);
