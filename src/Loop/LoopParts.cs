using Serverless.Ledger;
using Serverless.Ledger.Leases;
using Serverless.Loop.Parts;
using Serverless.Loop.Registry;
using Serverless.Loop.Runs;
using Serverless.Loop.Settings;

namespace Serverless.Loop;

/// <summary>What the loop is made of.</summary>
internal sealed record LoopParts
{
    public required LoopSettings Settings { get; init; }

    public required LoopJournal Journal { get; init; }

    public required RunLedger Ledger { get; init; }

    public required LeaseOptions Lease { get; init; }

    public required CandidateRegistry Registry { get; init; }

    public required IDataVersions Data { get; init; }

    public required ITrainingStep Training { get; init; }

    /// <summary>Null where no traffic is kept.</summary>
    public ITrafficWatch? Traffic { get; init; }

    /// <summary>A folder of this machine for what runs leave on their way; what is gone is made again.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Takes progress lines.</summary>
    public required Action<string> Tell { get; init; }

    /// <summary>Waits.</summary>
    public required Pause Pause { get; init; }

    public LedgerAuthor Author => Ledger.Author;
}
