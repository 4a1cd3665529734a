using Serverless.Core.Pipeline;
using Serverless.Results.Documents;

namespace Serverless.Api.Peers;

/// <summary>What became of a request that was handed on.</summary>
/// <param name="Body">The document as the other host wrote it; null where there is none.</param>
/// <param name="Document">The same, read.</param>
/// <param name="Why">Why there is none, as a sentence; null where there is one.</param>
/// <param name="IsNonsense">Whether what came is no answer of a host of this product.</param>
internal sealed record HandedOn(byte[]? Body, CaptionDocument? Document, string? Why, bool IsNonsense = false)
{
    /// <summary>Something answered that is no host of this product.</summary>
    public static HandedOn Nonsense { get; } =
        new(null, null, "The host it was handed on to answers what cannot be read.", IsNonsense: true);

    public static HandedOn With(byte[] body, CaptionDocument document) => new(body, document, null);

    public static HandedOn Without(string why) => new(null, null, why);

    /// <summary>The failure of this host with what became of it elsewhere.</summary>
    /// <param name="own">The failure.</param>
    public CaptionFailure Added(CaptionFailure own) =>
        IsNonsense ? new CaptionFailure(FailureReason.NotReady, $"{own.Detail} {Why}") : own with { Detail = $"{own.Detail} {Why}" };
}
