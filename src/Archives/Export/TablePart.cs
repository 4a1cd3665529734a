using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Storage;

namespace Serverless.Archives.Export;

/// <summary>
/// Results as lines of JSON, or as a table that a spreadsheet opens; one part per share, written as a whole at the end. Pictures
/// without a result have no line.
/// </summary>
public sealed class TablePart : IExporter, IAsyncDisposable
{
    private static readonly string[] Columns =
    [
        "source",
        "state",
        "alt_text",
        "long_description",
        "verdict",
        "quality",
        "reasons",
        "kind",
        "generator",
        "model",
        "sha256",
        "same_as",
        "text",
        "error",
    ];

    private readonly bool _isCsv;
    private readonly FileStream _file = new(
        Path.GetTempFileName(),
        FileMode.Create,
        FileAccess.Write,
        FileShare.Read | FileShare.Delete,
        1 << 16,
        FileOptions.DeleteOnClose
    );
    private readonly StreamWriter _writer;

    private TablePart(bool isCsv)
    {
        _isCsv = isCsv;
        // with the byte order mark by which spreadsheets know UTF-8
        _writer = new StreamWriter(_file, new UTF8Encoding(isCsv)) { NewLine = isCsv ? "\r\n" : "\n" };
    }

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines of JSON: caption documents with their <c>source</c>, failed ones with <c>error</c>.</summary>
    public static TablePart Jsonl() => new(isCsv: false);

    /// <summary>A table (RFC 4180), its first line the names of the columns.</summary>
    public static TablePart Csv()
    {
        var part = new TablePart(isCsv: true);
        part._writer.WriteLine(string.Join(',', Columns));
        return part;
    }

    /// <inheritdoc/>
    public async Task ExportAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken)
    {
        foreach (var picture in pictures.Where(picture => picture.Found is not null))
        {
            await _writer.WriteLineAsync((_isCsv ? Row(picture) : Line(picture)).AsMemory(), cancellationToken);
            Lines++;
        }
    }

    /// <summary>Writes the part.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="label">Label of the share; null where there is one share alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its address, or why it could not be written.</returns>
    public async Task<Core.Result<BlobAddress, StoreFailure>> SaveAsync(
        BlobFolder folder,
        string? label,
        CancellationToken cancellationToken
    )
    {
        await _writer.FlushAsync(cancellationToken);
        var key = $"{folder.Prefix}captions{(label is null ? "" : "-" + label)}.{(_isCsv ? "csv" : "jsonl")}";
        var content = new BlobContent(Open, _file.Length, _isCsv ? "text/csv" : "application/jsonl", BlobProperties.NoMetadata);
        return (await folder.Store.WriteAsync(key, content, WriteCondition.None, cancellationToken)).Failure is { } unwritten
            ? unwritten
            : folder.AddressOf(key);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private FileStream Open() => new(_file.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static string Line(ExportRow picture)
    {
        var result = picture.Found!.Latest;
        var source = StoredSource.TextOf(result.Source, result.SchemaVersion);
        return result.Caption is { } caption
            ? JsonSerializer.Serialize(caption with { Source = source }, DocumentJson.Writer.CaptionDocument)
            : JsonSerializer.Serialize(new FailedLine(source, result.Error!), TableJson.Default.FailedLine);
    }

    private static string Row(ExportRow picture)
    {
        var (result, caption) = (picture.Found!.Latest, picture.Found.Latest.Caption);
        string?[] cells =
        [
            StoredSource.TextOf(result.Source, result.SchemaVersion),
            picture.State,
            picture.AltText,
            picture.LongDescription,
            picture.Verdict,
            caption?.Quality.Score?.ToString(CultureInfo.InvariantCulture),
            string.Join(' ', caption?.Quality.Reasons ?? []),
            caption?.Kind,
            picture.Found.IsByPerson ? ResultDocument.Human : result.Generator,
            caption is null ? null : $"{caption.Model.Name} {caption.Model.Version}",
            caption?.Image.Sha256,
            result.SameAs is null ? null : StoredSource.TextOf(result.SameAs, result.SchemaVersion),
            caption?.Text is { } text ? string.Join('\n', text.Lines.Select(line => line.Text)) : null,
            result.Error?.Code,
        ];
        return string.Join(',', cells.Select(CsvCell.Write));
    }
}

/// <summary>A picture that failed, as a line.</summary>
/// <param name="Source">The picture's address.</param>
/// <param name="Error">What failed.</param>
internal sealed record FailedLine(string Source, ResultError Error);

/// <summary>Generated writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FailedLine))]
internal sealed partial class TableJson : JsonSerializerContext;
