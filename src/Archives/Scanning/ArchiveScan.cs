using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Serverless.Archives.Sharding;
using Serverless.Core;
using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Storage;

namespace Serverless.Archives.Scanning;

/// <summary>
/// Streams an archive's pictures in chunks. A name's hash ends a chunk, not a count: a picture that comes or goes changes the checksum
/// of its own chunk alone.
/// </summary>
/// <param name="results">The pictures and their results.</param>
/// <param name="plan">What is asked.</param>
public sealed class ArchiveScan(ResultStore results, ArchivePlan plan)
{
    private const int MaxPictures = 1_024;

    private const ulong EndMask = 0xFF;

    /// <summary>
    /// What the walk found and no key names, as it can be shown; a folder ends with a slash. Whoever tells it takes it out.
    /// </summary>
    public ConcurrentQueue<string> Unkeyed { get; } = new();

    /// <summary>Every chunk in the order of the listing; a failure is the last thing given.</summary>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<Result<Chunk, StoreFailure>> ChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (waiting, pointed) = (new List<Candidate>(), new HashSet<string>(StringComparer.Ordinal));
        Chunk? closed = null;
        await foreach (var listed in results.Pictures.Store.PagesAsync(results.Pictures.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                yield return failure;
                yield break;
            }

            foreach (var shown in page.UnmappedNames.Where(shown => IsMeant(shown[results.Pictures.Prefix.Length..])))
            {
                Unkeyed.Enqueue(shown[results.Pictures.Prefix.Length..]);
            }

            foreach (var item in page.Items)
            {
                if (results.PictureOfSidecar(item.Key) is { } picture && plan.Shard.Holds(picture[results.Pictures.Prefix.Length..]))
                    pointed.Add(picture);
                var name = item.Key[results.Pictures.Prefix.Length..];
                if (
                    name.Length == 0
                    || name.EndsWith('/')
                    || results.IsReserved(item.Key)
                    || plan.IsOutput(name)
                    || !plan.Shard.Holds(name)
                )
                {
                    continue;
                }

                var kind = plan.Include.KindOf(name);
                if (kind == NameKind.Other)
                    continue;
                if (closed is not null)
                {
                    yield return Seen(closed, pointed); // only now is the pointer of its last picture listed
                    closed = null;
                }

                waiting.Add(new Candidate(item.Key, name, item.Version, results.Pictures.AddressOf(item.Key), kind == NameKind.Unknown));
                if (((Shard.Hash(name) >> 40) & EndMask) != 0 && waiting.Count < MaxPictures)
                    continue;
                closed = Close(waiting);
                waiting = [];
            }
        }

        if (closed is not null)
            yield return Seen(closed, pointed);
        if (waiting.Count > 0)
            yield return Seen(Close(waiting), pointed);
    }

    /// <summary>A folder that no key names may hold pictures; a file, where its name does not say that it is something else.</summary>
    private bool IsMeant(string shown) =>
        plan.Shard.Holds(shown) && (shown.EndsWith('/') ? !SystemFiles.IsOne(shown) : plan.Include.KindOf(shown) != NameKind.Other);

    private static Chunk Seen(Chunk chunk, HashSet<string> pointed)
    {
        var seen = chunk with
        {
            Unpointed = [.. chunk.Pictures.Where(picture => !pointed.Contains(picture.Key)).Select(picture => picture.Name)],
        };
        pointed.Clear();
        return seen;
    }

    private static Chunk Close(List<Candidate> pictures)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var picture in pictures)
            digest.AppendData(Encoding.UTF8.GetBytes($"{picture.Name}\n{picture.Version}\n"));
        return new Chunk(pictures, Convert.ToHexStringLower(digest.GetHashAndReset().AsSpan(0, 16)), []);
    }
}
