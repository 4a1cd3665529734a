using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Serverless.Archives.Sharding;
using Serverless.Core;
using Serverless.Core.Storage;
using Serverless.Hosting.Results;

namespace Serverless.Archives.Scanning;

/// <summary>
/// Streams an archive's pictures in chunks. A chunk ends where a name's hash says so, not after a count: a picture that comes or goes changes its own chunk and no other's mark.
/// </summary>
/// <param name="shelf">The pictures and their results.</param>
/// <param name="plan">What is asked.</param>
public sealed class ArchiveScan(ResultShelf shelf, ArchivePlan plan)
{
    private const int MostPictures = 1_024;

    private const ulong EndMask = 0xFF;

    /// <summary>Every chunk in the order of the listing; a failure is the last thing given.</summary>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<Result<Chunk, StoreFailure>> ChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = new List<Candidate>();
        await foreach (var listed in shelf.Pictures.Store.PagesAsync(shelf.Pictures.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                yield return failure;
                yield break;
            }

            foreach (var item in page.Items)
            {
                var name = item.Key[shelf.Pictures.Prefix.Length..];
                if (name.Length == 0 || name.EndsWith('/') || shelf.IsOwn(item.Key) || !plan.Include.Take(name)) continue;
                var hash = Shard.Hash(name);
                if (!plan.Shard.Holds(name)) continue;
                waiting.Add(new Candidate(item.Key, name, item.Version, item.Length, shelf.Pictures.AddressOf(item.Key)));
                if (((hash >> 40) & EndMask) != 0 && waiting.Count < MostPictures) continue;
                yield return Close(waiting);
                waiting = [];
            }
        }

        if (waiting.Count > 0) yield return Close(waiting);
    }

    private static Chunk Close(List<Candidate> pictures)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var picture in pictures) digest.AppendData(Encoding.UTF8.GetBytes($"{picture.Name}\n{picture.Version}\n"));
        return new Chunk(pictures, Convert.ToHexStringLower(digest.GetHashAndReset().AsSpan(0, 16)));
    }
}
