using System.Globalization;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>
/// Gives a revision all traffic: what is beside serves while the current release is replaced. <see cref="OnPremRecord.Replaces"/> is
/// set from before the first change to after the last one: whoever comes after one that was cut off sees that neither is sure to serve.
/// </summary>
/// <param name="host">The machine.</param>
/// <param name="view">What is there.</param>
internal sealed class OnPremPromotion(OnPremHost host, OnPremView view)
{
    /// <summary>The unit of the current release, in the name of its file of settings.</summary>
    private const string CurrentUnit = "current";

    /// <summary>The unit of a revision beside, in the name of its file of settings.</summary>
    public static string UnitOf(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Promotes. When the release does not come up, the installer has put the one before back, and it gets the traffic.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="cancellationToken">Ends it; the next call goes on.</param>
    public async Task<TargetFailure?> RunAsync(OnPremRevision revision, CancellationToken cancellationToken)
    {
        var (current, record) = (view.Current, view.Record with { Replaces = null });
        if (current.Id != revision.Id || view.Record.Replaces is not null)
        {
            var others = view.Record.Kept.Where(one => one.Id != current.Id && one.Id != revision.Id);
            record = record with { Current = revision, Kept = current.Id == revision.Id ? [.. others] : [.. others, current] };
            var marked = record with { Replaces = current.Id == revision.Id ? view.Record.Replaces : current.Id };
            if (current.Id == revision.Id)
                marked = marked with { Kept = view.Record.Kept };
            var isBesideReady = view.Beside is not null && view.BesideStatus == RevisionStatus.Ready;
            var failure =
                (isBesideReady ? await host.WeighAsync(100, cancellationToken) : null)
                ?? await host.WriteRecordAsync(marked, cancellationToken)
                ?? await host.WriteSettingsAsync(CurrentUnit, revision.Settings, cancellationToken);
            if (failure is not null)
                return failure;
            failure = await host.InstallAsync(view, revision.Version, cancellationToken);
            if (failure is { IsUnreachable: false } && current.Id != revision.Id)
                return await PutBackAsync(current, revision, failure);
            if (failure is not null)
                return failure;
            record = marked with { Replaces = null };
        }

        return await host.WeighAsync(0, cancellationToken)
            ?? await host.WriteRecordAsync(record, cancellationToken)
            ?? (view.Beside?.Id == revision.Id ? await RetireAsync(record, cancellationToken) : null);
    }

    private async Task<TargetFailure?> RetireAsync(OnPremRecord record, CancellationToken cancellationToken)
    {
        if (!(await host.ViewAsync(cancellationToken)).TryGet(out var now, out var failure))
            return failure;
        return await host.RetireAsync(now, cancellationToken)
            ?? await host.WriteRecordAsync(record with { Beside = null }, cancellationToken);
    }

    /// <summary>However the caller's time stands: the revision beside serves meanwhile.</summary>
    private async Task<TargetFailure> PutBackAsync(OnPremRevision before, OnPremRevision failed, TargetFailure why)
    {
        var open = await host.WriteSettingsAsync(CurrentUnit, before.Settings, CancellationToken.None);
        if (open is null && (await host.ViewAsync(CancellationToken.None)).TryGet(out var now, out open))
        {
            open =
                await host.InstallAsync(now, before.Version, CancellationToken.None)
                ?? await host.WeighAsync(0, CancellationToken.None)
                ?? await host.WriteRecordAsync(view.Record with { Current = before, Replaces = null }, CancellationToken.None);
        }

        return open is null
            ? TargetFailure.Refused($"{failed.Id} did not take over ({why.Detail}), and {before.Id} serves as before.")
            : TargetFailure.Unreachable($"{failed.Id} did not take over ({why.Detail}), nor did {before.Id} ({open.Detail}).");
    }
}
