namespace Serverless.Ledger;

/// <summary>
/// How far the ledger went when a holder of the key last wrote: stored signed, so that a tail that was cut off is noticed.
/// </summary>
/// <param name="Number">The number of the last entry.</param>
/// <param name="Sha256">Its digest.</param>
public sealed record LedgerHead(long Number, string Sha256)
{
    /// <summary>The media type of the signed payload.</summary>
    public const string PayloadType = "application/vnd.serverless.ledger-head+json";

    /// <summary>Where it is in the delivery store.</summary>
    public const string Name = "ledger-head.dsse.json";
}
