using Serverless.Ledger;
using Serverless.Ledger.Leases;

namespace Serverless.Delivery.Rollouts;

/// <summary>The time in which one rollout holds the lease of a target.</summary>
internal sealed class RolloutTurn
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    private readonly RolloutScope _scope;
    private readonly Lease _lease;

    private RolloutTurn(RolloutScope scope, Lease lease, string run, CancellationToken token) =>
        (_scope, _lease, Run, Token) = (scope, lease, run, token);

    /// <summary>Names the rollout.</summary>
    public string Run { get; }

    /// <summary>Ends when the operator stops it or the lease is lost.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>It goes back already: nobody needs to ask for that any more.</summary>
    public bool IsGoingBack { get; set; }

    /// <summary>Takes the lease, reads the ledger on, works, and gives the lease back.</summary>
    /// <param name="scope">What it works with.</param>
    /// <param name="stopReason">Why a rollout that holds it is asked to go back; null where it is waited for.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DeliveryFailure?> TakeAsync(
        RolloutScope scope,
        string? stopReason,
        Func<RolloutTurn, Task<DeliveryFailure?>> work,
        CancellationToken cancellationToken
    )
    {
        var (run, place) = (scope.NewRun(), scope.Place);
        var taken = await Lease.TakeAsync(scope.Lease, $"{place.Environment}/{place.Target}", run, stopReason, cancellationToken);
        if (!taken.TryGet(out var lease, out var failure))
            return failure;
        using var owned = lease;
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var end = new CancellationTokenSource();
        var renewing = lease.KeepAsync(stopped, end.Token);
        try
        {
            return await scope.Ledger.RefreshAsync(stopped.Token) ?? await work(new RolloutTurn(scope, lease, run, stopped.Token));
        }
        finally
        {
            await end.CancelAsync();
            await renewing;
            await lease.ReleaseAsync(CancellationToken.None);
        }
    }

    /// <summary>Does a part of the work; when the operator stops it, that is a reason to go back, for which there is time.</summary>
    /// <param name="part">The part.</param>
    /// <returns>Why it did not end well.</returns>
    public async Task<RolloutStop?> TryAsync(Func<Task<RolloutStop?>> part)
    {
        try
        {
            return await part();
        }
        catch (OperationCanceledException) when (Token.IsCancellationRequested && !_lease.IsLost)
        {
            Token = new CancellationTokenSource(Grace).Token;
            return RolloutStop.Of("it was stopped by the operator");
        }
    }

    /// <summary>Waits, and hears whether it shall go back.</summary>
    /// <param name="time">How long.</param>
    /// <returns>Why it shall go back.</returns>
    public async Task<RolloutStop?> WaitAsync(TimeSpan time)
    {
        await _scope.Lease.Pause(time, Token);
        if (await _lease.RenewAsync(Token) is { } failure && _lease.IsLost)
            throw new OperationCanceledException(failure.Detail);
        return !IsGoingBack && _lease.StopReason is { } reason ? RolloutStop.Of(reason) : null;
    }
}

/// <summary>Why a rollout goes no further.</summary>
/// <param name="IsUnreachable">The target could not be asked; trying again may help.</param>
/// <param name="Detail">One sentence without its full stop.</param>
internal sealed record RolloutStop(bool IsUnreachable, string Detail)
{
    public static RolloutStop Of(string detail) => new(false, detail);

    public static RolloutStop? Of(Targets.TargetFailure? failure) =>
        failure is null ? null : new RolloutStop(failure.IsUnreachable, failure.Detail);
}
