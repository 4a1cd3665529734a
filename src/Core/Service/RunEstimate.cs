namespace Serverless.Core.Service;

/// <summary>How long a batch may be expected to run: twice the moving average, since runs differ. Not safe for several threads.</summary>
internal sealed class RunEstimate
{
    private const double Weight = 0.1,
        Margin = 2;

    private double _mean;

    /// <summary>In timestamps of the clock; 0 before the first run.</summary>
    public long Ticks => (long)(_mean * Margin);

    public void Add(long ticks) => _mean = _mean == 0 ? ticks : _mean + (Weight * (ticks - _mean));
}
