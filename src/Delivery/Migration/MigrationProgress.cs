namespace Serverless.Delivery.Migration;

/// <summary>A bar on standard error where a person watches, a line for each stage elsewhere.</summary>
/// <param name="isTerminal">Whether standard error is a terminal.</param>
internal sealed class MigrationProgress(bool isTerminal) : IMigrationProgress
{
    private const int Width = 30;
    private const long PeriodMilliseconds = 100;

    private readonly Lock _lock = new();
    private string _stage = "";
    private int? _count;
    private int _done;
    private long _drawnAt;

    public void Begin(string stage, int? count)
    {
        (_stage, _count, _done, _drawnAt) = (stage, count, 0, 0);
        if (!isTerminal)
            Console.Error.WriteLine(count is { } known ? FormattableString.Invariant($"{stage}: {known} objects") : stage);
    }

    public void Step(ObjectKind kind)
    {
        lock (_lock)
        {
            _done++;
            var now = Environment.TickCount64;
            if (!isTerminal || now - _drawnAt < PeriodMilliseconds)
                return;
            _drawnAt = now;
            Draw();
        }
    }

    public void End()
    {
        lock (_lock)
        {
            if (!isTerminal)
                return;
            Draw();
            Console.Error.WriteLine();
        }
    }

    private void Draw()
    {
        var share = _count is > 0 and var count ? Math.Min(1.0, (double)_done / count) : 0;
        var bar = _count is > 0 ? $"[{new string('=', (int)(share * Width)).PadRight(Width)}] " : "";
        var of = _count is > 0 ? FormattableString.Invariant($"{_done} of {_count}") : FormattableString.Invariant($"{_done}");
        Console.Error.Write($"\r{bar}{of} {_stage}   ");
    }
}
