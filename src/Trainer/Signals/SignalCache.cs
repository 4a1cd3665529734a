using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Signals;

/// <summary>
/// Measurements by one model, a line a picture in a file that only grows, so that a stopped run goes on where it was. A line that was cut
/// short is passed over.
/// </summary>
internal sealed class SignalCache
{
    private const int DigestDigits = 16;

    private readonly string _path;
    private readonly Dictionary<string, MeasuredWords> _known = new(StringComparer.Ordinal);

    /// <param name="folder">Where the file is.</param>
    /// <param name="modelDigest">The digest of the model that measures.</param>
    public SignalCache(string folder, string modelDigest)
    {
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, $"signals-{modelDigest.Replace("sha256:", "", StringComparison.Ordinal)[..DigestDigits]}.jsonl");
        if (!File.Exists(_path))
            return;
        foreach (var line in File.ReadLines(_path))
        {
            if (Read(line) is { } measured)
                _known[measured.Picture] = _known.TryGetValue(measured.Picture, out var before) ? before.With(measured) : measured;
        }

        EndLastLine(_path);
    }

    /// <summary>What is known of a picture; null where nothing is.</summary>
    public MeasuredWords? Find(string picture) => _known.GetValueOrDefault(picture);

    public async Task AddAsync(MeasuredWords measured, CancellationToken cancellationToken)
    {
        _known[measured.Picture] = _known.TryGetValue(measured.Picture, out var before) ? before.With(measured) : measured;
        var line = JsonSerializer.Serialize(measured, MeasuredJson.Stored.MeasuredWords);
        await File.AppendAllTextAsync(_path, line + "\n", cancellationToken);
    }

    /// <summary>Of a run that was stopped while it wrote: what comes next begins on a line of its own.</summary>
    private static void EndLastLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        if (file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }

    private static MeasuredWords? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, MeasuredJson.Stored.MeasuredWords);
        }
        catch (JsonException)
        {
            return null; // the run was stopped while it was written
        }
    }
}

/// <summary>What was measured of a picture.</summary>
/// <param name="Picture">Its digest.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Labels">Names of what it shows.</param>
/// <param name="Words">Signals of texts about it; null where the models cannot score one.</param>
internal sealed record MeasuredWords(
    string Picture,
    string Kind,
    IReadOnlyList<string> Labels,
    IReadOnlyDictionary<string, StoredSignals?> Words
)
{
    public MeasuredWords With(MeasuredWords more)
    {
        var all = new Dictionary<string, StoredSignals?>(Words, StringComparer.Ordinal);
        foreach (var (text, signals) in more.Words)
            all[text] = signals;
        return more with { Words = all };
    }
}

/// <summary>Generated reading and writing.</summary>
[JsonSerializable(typeof(MeasuredWords))]
internal sealed partial class MeasuredJson : JsonSerializerContext
{
    public static MeasuredJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
