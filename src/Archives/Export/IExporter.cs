namespace Serverless.Archives.Export;

/// <summary>Exports an archive's results.</summary>
public interface IExporter
{
    /// <summary>Takes pictures in the order of the listing.</summary>
    /// <param name="pictures">At most 1,024.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ExportAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken);
}
