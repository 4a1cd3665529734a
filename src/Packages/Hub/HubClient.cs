using System.Net;
using System.Text.Json;
using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>
/// Fetches models of the Hugging Face hub into the cache that its own tools share. Safe for use by several threads and processes.
/// </summary>
public sealed class HubClient : IDisposable
{
    private const int MaxConcurrency = 4;

    private const int MaxFiles = 100_000;

    private const int MaxListingBytes = 32 << 20;

    private readonly HubSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;
    private readonly HubConnection _connection;

    /// <summary>Makes a client.</summary>
    /// <param name="settings">Where the hub is.</param>
    /// <param name="clock">Waits between tries.</param>
    public HubClient(HubSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(20),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _connection = new HubConnection(_client, settings, clock);
    }

    /// <summary>A model as the cache has it; the network is not asked.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dtype">The precision; null for any.</param>
    /// <returns>The snapshot; <c>not_found</c> where it is not there whole, or <c>dtype</c>.</returns>
    public Result<HubSnapshot, PackageFailure> Find(HubModel model, string? dtype = null)
    {
        if (!HubPrecision.For(dtype).TryGet(out var precisions, out var failure))
            return failure;
        return new HubCache(_settings.CacheFolder, model).Find(precisions, dtype) is { } snapshot
            ? snapshot
            : HubFailures.NotFound(model, "The cache does not have it whole.");
    }

    /// <summary>Fetches what is not there yet. Where the hub cannot be reached, a snapshot that is whole will do.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dtype">As transformers.js names it, such as q8; null for the most exact that is there.</param>
    /// <param name="progress">Told of every piece that came; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; what came is kept for the next time.</param>
    /// <returns>The snapshot, or a failure.</returns>
    public async Task<Result<HubSnapshot, PackageFailure>> PullAsync(
        HubModel model,
        string? dtype,
        IProgress<HubProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (!HubPrecision.For(dtype).TryGet(out var precisions, out var failure))
            return failure;
        var cache = new HubCache(_settings.CacheFolder, model);
        var found = cache.Find(precisions, dtype);
        if (found is not null && (model.IsPinned || _settings.IsOffline))
            return found;
        if (_settings.IsOffline)
            return HubFailures.NotFound(model, "The cache does not have it whole, and HF_HUB_OFFLINE forbids to fetch it.");
        if (!(await ListAsync(model, cancellationToken)).TryGet(out var listing, out failure))
            return failure.Kind == PackageFailureKind.TryAgain && found is not null ? found : failure;
        if (!HubSelection.Of(listing.Files, precisions).TryGet(out var files, out failure))
            return failure with { File = failure.File is { } file ? $"{model}: {file}" : model.ToString() };
        failure = await FetchAllAsync(cache, model, listing.Commit, files, progress, cancellationToken);
        if (failure is not null)
            return failure;
        cache.Finish(listing.Commit, dtype, files);
        return new HubSnapshot(cache.Snapshot(listing.Commit), listing.Commit, [.. files.Select(file => file.Path)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Result<HubListing, PackageFailure>> ListAsync(HubModel model, CancellationToken cancellationToken)
    {
        var path = $"api/models/{model.Id}/revision/{Uri.EscapeDataString(model.Revision)}?blobs=true";
        if (!(await _connection.GetAsync(path, 0, cancellationToken)).TryGet(out var answer, out var failure))
            return failure;
        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
                return HubFailures.Of(answer, model, _settings.Endpoint);
            try
            {
                await answer.Content.LoadIntoBufferAsync(MaxListingBytes, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                return Read(JsonSerializer.Deserialize(text, HubJson.Default.HubAnswer), model);
            }
            catch (JsonException)
            {
                return PackageFailure.TryAgain("hub", "The hub's list of files cannot be read.", model.ToString());
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return HubFailures.BrokenOff(model.ToString(), error.Message);
            }
        }
    }

    private static Result<HubListing, PackageFailure> Read(HubAnswer? answer, HubModel model)
    {
        var isWhole = answer is { Sha: { Length: 40 } sha, Siblings: { Count: <= MaxFiles } } && sha.All(char.IsAsciiHexDigitLower);
        if (!isWhole)
            return PackageFailure.TryAgain("hub", "The hub's list of files is not as expected.", model.ToString());
        var files = answer!
            .Siblings!.Where(IsNamed)
            .Select(file => new HubFile(file.Name!, file.Lfs?.Size ?? file.Size ?? 0, file.Lfs?.Sha256, file.BlobId))
            .DistinctBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        return new HubListing(answer.Sha!, files);
    }

    /// <summary>Whether its bytes can be told from others; a name becomes the name of a file.</summary>
    private static bool IsNamed(HubSibling file) =>
        file.Name is not null && (file.Lfs is { Sha256: var sha256 } ? IsHash(sha256, 64) : IsHash(file.BlobId, 40));

    private static bool IsHash(string? text, int length) => text?.Length == length && text.All(char.IsAsciiHexDigitLower);

    private async Task<PackageFailure?> FetchAllAsync(
        HubCache cache,
        HubModel model,
        string commit,
        IReadOnlyList<HubFile> files,
        IProgress<HubProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var (done, total) = (0L, files.Sum(file => file.Size));
        PackageFailure? failure = null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var download = new HubDownload(_connection, model, _settings.Endpoint, _clock);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stop.Token };
            await Parallel.ForEachAsync(files, parallel, FetchAsync);
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // told below
        }

        return failure;

        async ValueTask FetchAsync(HubFile file, CancellationToken token)
        {
            var blob = cache.Blob(file);
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            Directory.CreateDirectory(Path.GetDirectoryName(cache.Lock(file))!);
            await using var held = await FileLock.TakeAsync(cache.Lock(file), _clock, token);
            if (File.Exists(blob) && new FileInfo(blob).Length == file.Size)
                Tell(file, file.Size);
            else if (await download.FetchAsync(file, commit, blob, bytes => Tell(file, bytes), token) is { } why)
            {
                Interlocked.CompareExchange(ref failure, why, null);
                await stop.CancelAsync();
                return;
            }

            cache.Link(commit, file);
        }

        void Tell(HubFile file, long bytes) => progress?.Report(new HubProgress(Interlocked.Add(ref done, bytes), total, file.Path));
    }
}
