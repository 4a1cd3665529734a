using System.Runtime.CompilerServices;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli;

/// <summary>
/// The pictures of a folder, here or in a store: by their first bytes where their names do not tell, without what systems and we
/// ourselves leave there. What has no name that can be told is a picture that fails.
/// </summary>
internal static class FolderPictures
{
    /// <summary>Pictures of a folder of files, links not followed, in the order of their names.</summary>
    /// <param name="folder">The folder, as it was typed.</param>
    /// <param name="file">A file as a source.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<PictureSource> InAsync(
        string folder,
        Func<string, PictureSource> file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var place = new BlobFolder(FolderStores.AddressOf(folder), new FileBlobStore(folder, TimeProvider.System), "");
        await foreach (var found in InAsync(place, cancellationToken))
        {
            if (found.Failure is { } failure)
            {
                yield return Failed(found.Key.Length == 0 ? folder : Path.Combine(folder, found.Key), failure);
            }
            else
                yield return file(Path.Combine(folder, found.Key));
        }
    }

    /// <summary>Pictures of a folder of a store: keys, or what failed.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<(string Key, CaptionFailure? Failure)> InAsync(
        BlobFolder place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var listed in place.Store.PagesAsync(place.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                yield return ("", FailureOf(failure));
                yield break;
            }

            foreach (
                var shown in page.Unkeyed.Where(shown =>
                    shown.EndsWith('/') || PictureNames.KindOf(shown[place.Prefix.Length..]) != NameKind.Other
                )
            )
            {
                yield return (shown, Unnamed);
            }

            foreach (var item in page.Items.Where(item => !ResultNames.IsReserved(item.Key)))
            {
                var kind = PictureNames.KindOf(item.Key[place.Prefix.Length..]);
                if (kind == NameKind.Other)
                    continue;
                var glance =
                    kind == NameKind.Unknown
                        ? await PictureProbe.IsPictureAsync(place.Store, item.Key, item.Version, cancellationToken)
                        : (true, null);
                if (glance.Failure is { } unread)
                    yield return (item.Key, FailureOf(unread));
                else if (glance.IsPicture)
                    yield return (item.Key, null);
            }
        }
    }

    /// <summary>A picture that fails when its turn comes.</summary>
    public static PictureSource Failed(string name, CaptionFailure failure) =>
        new(name, _ => Task.FromResult<Result<byte[], CaptionFailure>>(failure));

    private static CaptionFailure Unnamed { get; } =
        new(
            FailureReason.NotFound,
            "Nothing can name it here, for its name is not UTF-8 or holds characters that stand for others: rename it."
        );

    private static CaptionFailure FailureOf(StoreFailure failure) => new(StoreFailureTable.ReasonOf(failure), failure.Detail);
}
