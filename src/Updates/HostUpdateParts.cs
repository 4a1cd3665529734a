using Serverless.Storage;

namespace Serverless.Updates;

/// <summary>What a host's updates stand on.</summary>
/// <param name="Instance">This process's name among its like.</param>
/// <param name="RegistryFolder">The registry where it is a folder or a store: its ledger is there; null for an OCI registry.</param>
/// <param name="StateFolder">Where instances agree; null for each by itself.</param>
/// <param name="Clock">Gives the times.</param>
/// <param name="Tell">Takes what happens.</param>
internal sealed record HostUpdateParts(
    string Instance,
    BlobFolder? RegistryFolder,
    BlobFolder? StateFolder,
    TimeProvider Clock,
    Action<UpdateStep> Tell
);
