namespace Serverless.Archives.Telling;

/// <summary>Makes something of an archive's results.</summary>
public interface IExporter
{
    /// <summary>Takes pictures in the order of the listing.</summary>
    /// <param name="pictures">At most 1,024.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task TellAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken);
}
