using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>What a machine has, as <see cref="OnPremHost.ViewAsync"/> was told.</summary>
/// <param name="lines">NAME and text a line.</param>
/// <param name="besidePort">The port of the revision beside the current one.</param>
internal sealed partial class OnPremView(IReadOnlyDictionary<string, string> lines, int besidePort)
{
    public OnPremRecord Record { get; } = OnPremRecord.Read(Encoding.UTF8.GetString(Convert.FromBase64String(lines["record"])));

    /// <summary>The release that <c>caption.service</c> runs; null where nothing is installed.</summary>
    public string? CurrentVersion => Name(lines["current"]);

    /// <summary>The release before it, to which <c>install.sh --rollback</c> goes.</summary>
    public string? PreviousVersion => Name(lines["previous"]);

    /// <summary>What <c>caption.service</c> runs, whoever put it there.</summary>
    public OnPremRevision Current =>
        Record.Current is { } recorded
            ? recorded.Version == CurrentVersion
                ? recorded
                : recorded with
                {
                    Version = CurrentVersion!,
                    Package = lines["sums"],
                }
            : new OnPremRevision(OnPremRevision.InitialId, CurrentVersion!, lines["sums"], "");

    /// <summary>The revision beside; null for none.</summary>
    public OnPremRevision? Beside =>
        Name(lines["beside"]) is { } version
            ? Record.Beside is { } recorded && recorded.Version == version
                ? recorded
                : new OnPremRevision($"port-{besidePort.ToString(CultureInfo.InvariantCulture)}", version, null, "")
            : null;

    /// <summary>Revisions that can be started: their release is still there.</summary>
    public IEnumerable<OnPremRevision> Kept => Record.Kept.Where(one => lines["releases"].Split(' ').Contains(one.Version));

    public RevisionStatus BesideStatus => StatusOf(lines["besideActive"]);

    /// <summary>The share of the traffic that the front gives to the revision beside, in percent.</summary>
    public int BesideShare
    {
        get
        {
            var port = besidePort.ToString(CultureInfo.InvariantCulture);
            var (share, rest) = (0, 100);
            foreach (Match match in Weight().Matches(lines["weights"]))
            {
                var percent = match.Groups["percent"].Success
                    ? int.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture)
                    : rest;
                rest -= percent;
                share += match.Groups["port"].Value == port ? percent : 0;
            }

            return share;
        }
    }

    public OnPremRevision? Find(string id) =>
        Current.Id == id ? Current
        : Beside?.Id == id ? Beside
        : Kept.FirstOrDefault(one => one.Id == id);

    /// <summary>All revisions with their shares.</summary>
    public IReadOnlyList<TargetRevision> Revisions()
    {
        if (CurrentVersion is null)
            return [];
        var (current, beside, share) = (Current, Beside, BesideShare);
        var revisions = new List<TargetRevision>();
        if (Record.Replaces is { } replaced && replaced != current.Id)
        {
            // which of the two caption.service runs is not sure, so neither has all the traffic
            share = Math.Clamp(share, 1, 99);
            var isReplacedBeside = beside?.Id == replaced;
            revisions.Add(Of(current, RevisionStatus.Ready, isReplacedBeside ? 100 - share : share));
            if (Record.Kept.FirstOrDefault(one => one.Id == replaced) is { } old)
                revisions.Add(Of(old, RevisionStatus.Ready, isReplacedBeside ? share : 100 - share));
        }
        else
            revisions.Add(Of(current, StatusOf(lines["active"]), beside is null || beside.Id == current.Id ? 100 : 100 - share));

        if (beside is not null && revisions.All(one => one.Id != beside.Id))
            revisions.Add(Of(beside, BesideStatus, Record.Replaces is null ? share : 0));
        revisions.AddRange(
            Kept.Where(one => revisions.All(other => other.Id != one.Id)).Select(one => Of(one, RevisionStatus.Stopped, 0))
        );
        return revisions;
    }

    private static TargetRevision Of(OnPremRevision revision, RevisionStatus status, int weight) =>
        new(
            revision.Id,
            revision.Id == OnPremRevision.InitialId ? null : revision.Version,
            status,
            weight,
            revision.Package,
            revision.SettingsSha256
        );

    /// <summary>What <c>systemctl is-active</c> says.</summary>
    private static RevisionStatus StatusOf(string active) =>
        active switch
        {
            "active" or "reloading" => RevisionStatus.Ready,
            "activating" => RevisionStatus.Starting,
            "deactivating" => RevisionStatus.Draining,
            "failed" => RevisionStatus.Failed,
            _ => RevisionStatus.Stopped,
        };

    private static string? Name(string link) => link.Length > 0 ? link[(link.LastIndexOf('/') + 1)..] : null;

    [GeneratedRegex(@"(?:(?<percent>[0-9]+)%|\*)\s+(?<port>[0-9]+);", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Weight();
}
