using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;

namespace Serverless.Updates.Rollouts;

/// <summary>
/// State of this process alone, for OCI registries without <c>CAPTION_MODEL_STATE</c>: each instance decides by what it saw itself.
/// </summary>
internal sealed class LocalRolloutState : IRolloutState
{
    private readonly Dictionary<(string, long), RolloutDecision> _decisions = [];
    private readonly Dictionary<(string, long), RolloutStart> _starts = [];
    private readonly Dictionary<(string, long, int), WindowFigures> _windows = [];

    public Task<Result<Found<RolloutDecision>, PackageFailure>> FindDecisionAsync(AliasEntry entry, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Found<RolloutDecision>, PackageFailure>>(
            new Found<RolloutDecision>(_decisions.GetValueOrDefault((entry.Alias, entry.Number)))
        );

    public Task<Result<Settled<RolloutDecision>, PackageFailure>> DecideAsync(
        AliasEntry entry,
        RolloutDecision decision,
        CancellationToken cancellationToken
    ) => Task.FromResult(Settle(_decisions, (entry.Alias, entry.Number), decision));

    public Task<Result<Settled<RolloutStart>, PackageFailure>> StartAsync(
        AliasEntry entry,
        RolloutStart start,
        CancellationToken cancellationToken
    ) => Task.FromResult(Settle(_starts, (entry.Alias, entry.Number), start));

    public Task<PackageFailure?> WriteWindowAsync(AliasEntry entry, int window, WindowFigures figures, CancellationToken cancellationToken)
    {
        _windows.TryAdd((entry.Alias, entry.Number, window), figures);
        return Task.FromResult<PackageFailure?>(null);
    }

    public Task<Result<WindowFigures, PackageFailure>> ReadWindowAsync(
        AliasEntry entry,
        int window,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<Result<WindowFigures, PackageFailure>>(
            _windows.GetValueOrDefault((entry.Alias, entry.Number, window), WindowFigures.None)
        );

    private static Result<Settled<T>, PackageFailure> Settle<T>(Dictionary<(string, long), T> documents, (string, long) key, T document)
        where T : class => documents.TryAdd(key, document) ? new Settled<T>(document, true) : new Settled<T>(documents[key], false);
}
