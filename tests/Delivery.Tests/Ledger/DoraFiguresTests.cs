using Serverless.Delivery.Figures;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Ledger;

public sealed class DoraFiguresTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<LedgerEntry> _entries = [];

    [Fact]
    public void Without_deployments_nothing_is_known()
    {
        Add(0, EntryKind.Built, "1.0.0");

        var figures = DoraFigures.Of(_entries, Start.AddDays(30), 90);

        Assert.Equal(new DoraFigures(0, null, null, null, null), figures);
    }

    /// <summary>
    /// Fourteen days from the first entry. 1.0.0 (commit at hour 0) is promoted at hour 10; 1.1.0 (commit at hour 20) at hour 50 and taken
    /// out by a person at hour 56; 1.2.0 goes back by itself half an hour after its first traffic; 1.3.0 (commit at hour 100) is
    /// promoted at hour 120.
    /// Three promotions in two weeks: 1.5 a week. Lead times 10, 30, 20 hours: 20. Four deployments, two failed: a half. Restored
    /// after 6 h and 0.5 h: 3.25.
    /// </summary>
    [Fact]
    public void The_four_figures_are_those_of_a_worked_example()
    {
        Add(0, EntryKind.Built, "1.0.0", committed: 0);
        Rollout(10, "1.0.0", "a", EntryKind.Promoted);
        Add(20, EntryKind.Built, "1.1.0", committed: 20);
        Rollout(50, "1.1.0", "b", EntryKind.Promoted);
        Add(56, EntryKind.RolledBack, "1.1.0", run: "c", production: true);
        Add(60, EntryKind.Built, "1.2.0", committed: 60);
        Rollout(70, "1.2.0", "d", EntryKind.RolledBack, hoursOfTraffic: 0.5);
        Add(100, EntryKind.Built, "1.3.0", committed: 100);
        Rollout(120, "1.3.0", "e", EntryKind.Promoted);

        var figures = DoraFigures.Of(_entries, Start.AddDays(14), 90);

        Assert.Equal(4, figures.Deployments);
        Assert.Equal(1.5, figures.DeploymentsPerWeek);
        Assert.Equal(TimeSpan.FromHours(20), figures.LeadTime);
        Assert.Equal(0.5, figures.ChangeFailureRate);
        Assert.Equal(TimeSpan.FromHours(3.25), figures.TimeToRestore);
    }

    [Fact]
    public void Other_environments_and_what_is_before_the_window_do_not_count()
    {
        Rollout(10, "1.0.0", "a", EntryKind.Promoted);
        _entries[^1] = _entries[^1] with { Environment = "preprod" };
        Rollout(20, "1.0.0", "b", EntryKind.Promoted);

        Assert.Equal(0, DoraFigures.Of(_entries, Start.AddDays(100), 90).Deployments);
    }

    [Fact]
    public void One_that_failed_before_it_took_traffic_is_no_deployment()
    {
        Add(10, EntryKind.DeployStarted, "1.0.0", run: "a", production: true);
        Add(11, EntryKind.RolledBack, "1.0.0", run: "a", production: true);

        Assert.Null(DoraFigures.Of(_entries, Start.AddDays(14), 90).ChangeFailureRate);
    }

    private void Rollout(double hour, string version, string run, string end, double hoursOfTraffic = 0)
    {
        Add(hour, EntryKind.DeployStarted, version, run: run, production: true);
        Add(hour, EntryKind.Deployed, version, run: run, production: true);
        Add(hour + hoursOfTraffic, end, version, run: run, production: true);
    }

    private void Add(double hour, string kind, string version, double? committed = null, string? run = null, bool production = false) =>
        _entries.Add(
            new LedgerEntry
            {
                Number = _entries.Count + 1,
                At = Start.AddHours(hour),
                Kind = kind,
                Version = version,
                CommittedAt = committed is { } at ? Start.AddHours(at) : null,
                Run = run,
                Environment = production ? "prod" : null,
                Target = production ? "aws" : null,
            }
        );
}
