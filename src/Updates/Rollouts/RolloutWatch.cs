using System.Collections.Concurrent;
using Serverless.Core.Service;
using Serverless.Packages.Aliases;

namespace Serverless.Updates.Rollouts;

/// <summary>One rollout as this instance sees it: gathers answers by window. Safe for use by several threads.</summary>
/// <param name="entry">What is tried.</param>
/// <param name="plan">How.</param>
/// <param name="start">When its first window began.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class RolloutWatch(AliasEntry entry, RolloutPlan plan, DateTimeOffset start, TimeProvider clock)
{
    private readonly ConcurrentDictionary<int, Lazy<Gathered>> _windows = new();

    public AliasEntry Entry => entry;

    public RolloutPlan Plan => plan;

    /// <summary>Windows that this instance has written, windows that were judged, and those of them that passed.</summary>
    public int Written { get; set; }

    public int Judged { get; set; }

    public int Passed { get; set; }

    /// <summary>The window of this moment, from 0.</summary>
    public int Now => Math.Max(0, (int)((clock.GetUtcNow() - start) / plan.Window));

    /// <summary>Windows that all instances have had the time to write: a quarter of a window, at least two seconds.</summary>
    public int Complete
    {
        get
        {
            var grace = TimeSpan.FromSeconds(Math.Max(2, plan.Window.TotalSeconds / 4));
            return Math.Max(0, (int)((clock.GetUtcNow() - start - grace) / plan.Window));
        }
    }

    public void Take(Answer answer) => _windows.GetOrAdd(Now, _ => new Lazy<Gathered>(() => new Gathered())).Value.Take(answer);

    public WindowFigures Of(int window) => _windows.TryGetValue(window, out var gathered) ? gathered.Value.Figures : WindowFigures.None;

    private sealed class Gathered
    {
        private readonly Lock _lock = new();

        public WindowFigures Figures { get; private set; } = WindowFigures.None;

        public void Take(Answer answer)
        {
            lock (_lock)
            {
                Figures = answer.IsChallenger
                    ? Figures with
                    {
                        Challenger = Figures.Challenger.With(answer),
                    }
                    : Figures with
                    {
                        Champion = Figures.Champion.With(answer),
                    };
            }
        }
    }
}
