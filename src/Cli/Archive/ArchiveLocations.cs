using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli.Archive;

/// <summary>Where an archive's pictures are, and where what is written goes.</summary>
/// <param name="ResultStore">Pictures and results.</param>
/// <param name="Output">Tables and copies.</param>
/// <param name="ReviewStore">What reviews need; null for no reviews.</param>
/// <param name="Traffic">Statistics of what is captioned; null for none.</param>
/// <param name="Stores">All stores.</param>
/// <param name="Outputs">Names below the archive where something is written; a folder ends with a slash.</param>
internal sealed record ArchiveLocations(
    ResultStore ResultStore,
    BlobFolder Output,
    ReviewStore? ReviewStore,
    BlobFolder? Traffic,
    BlobStores Stores,
    IReadOnlyList<string> Outputs
)
{
    /// <exception cref="InvalidDataException">One of them cannot be opened.</exception>
    public static ArchiveLocations Open(ArchiveRequest request, CaptionSettings settings)
    {
        var stores = StoreSetup.Open(settings, PictureSources.Clouds, TimeProvider.System);
        BlobFolder OpenCreated(BlobAddress address)
        {
            if (address.Scheme == "file" && !request.IsDryRun)
                Directory.CreateDirectory(FolderStores.PathOf(address));
            return OpenFolder(address);
        }

        BlobFolder OpenFolder(BlobAddress address) =>
            stores.Open(address).TryGet(out var folder, out var failure)
                ? folder
                : throw new InvalidDataException($"{address}: {failure.Detail}");
        var pictures = OpenFolder(AddressArguments.ParseFolders([request.Source])[0]);
        var into = request.Into is { } text ? OpenCreated(AddressArguments.ParseFolders([text])[0]) : null;
        var resultsFolder = settings.Events.ResultsTo is { } folder ? OpenCreated(folder) : null;
        if (into is not null && request.Format == ArchiveFormat.Xmp && IsOnTop(pictures, into))
        {
            throw new InvalidDataException(
                "--into is the archive itself: copies would take the place of the pictures. --in-place is meant for that."
            );
        }

        // every form is made from the same results
        var results = request.Format == ArchiveFormat.Sidecar ? into ?? resultsFolder : resultsFolder;
        var resultStore = new ResultStores(stores, results?.Address).Of(pictures.Address).TryGet(out var opened, out var closed)
            ? opened
            : throw new InvalidDataException($"{pictures.Address}: {closed.Detail}");
        var reviewStore = settings.Events.ReviewsTo is { } reviews
            ? new ReviewStore(OpenCreated(reviews), settings.Events.KeepsFeatures)
            : null;
        var traffic = settings.Traffic is { } counted ? OpenCreated(counted.To) : null;
        BlobAddress?[] written =
        [
            into?.Address,
            resultsFolder?.Address,
            settings.Events.ReviewsTo,
            settings.Traffic?.To,
            request.Report is { } report ? ReportAddress(report) : null,
        ];
        var outputs = written
            .OfType<BlobAddress>()
            .Select(address => OutputNames.Below(pictures.Address, address))
            .OfType<string>()
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal);
        return new ArchiveLocations(resultStore, into ?? resultsFolder ?? pictures, reviewStore, traffic, stores, [.. outputs]);
    }

    /// <summary>Whether a copy would get the name of its picture: copies go by their whole keys.</summary>
    private static bool IsOnTop(BlobFolder pictures, BlobFolder into) =>
        OutputNames.Below(pictures.Address, into.Address.With(into.Address.Key + pictures.Prefix)) == "";

    private static BlobAddress ReportAddress(string name) =>
        BlobAddress.IsAddress(name) ? AddressArguments.Parse(name) : FolderStores.AddressOf(name);

    /// <summary>Writes a file that a person named, here or in a store.</summary>
    /// <returns>Why it could not be written; null when it is.</returns>
    public async Task<StoreFailure?> WriteAsync(string name, byte[] bytes, string mediaType, CancellationToken cancellationToken)
    {
        var located = Stores.Locate(ReportAddress(name), out var key);
        return located.TryGet(out var folder, out var failure)
            ? (await folder.Store.WriteAsync(key, BlobContent.Of(bytes, mediaType), WriteCondition.None, cancellationToken)).Failure
            : failure;
    }
}
