namespace Serverless.LocalTargets.Processes;

/// <summary>A revision's log: a file of bounded size with the one before it, and the last lines at hand.</summary>
internal sealed class LogFile : IDisposable
{
    private const int MaxTailLines = 20,
        MaxLineLength = 1000;

    private const long MaxBytes = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = new();
    private readonly string _path;
    private StreamWriter? _writer;

    public LogFile(string path)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _writer = Open();
    }

    /// <summary>The last 20 lines, each cut at 1,000 characters.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _tail);
        }
    }

    public void Write(string line)
    {
        lock (_lock)
        {
            _tail.Enqueue(line.Length > MaxLineLength ? line[..MaxLineLength] : line);
            if (_tail.Count > MaxTailLines)
                _tail.Dequeue();
            if (_writer is null)
                return;
            if (_writer.BaseStream.Length > MaxBytes)
            {
                _writer.Dispose();
                File.Move(_path, _path + ".1", overwrite: true);
                _writer = Open();
            }

            _writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private StreamWriter Open() =>
        new(new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
}
