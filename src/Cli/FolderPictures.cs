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
/// The pictures of a folder, here or in a store: by their first bytes where their names do not decide, without what systems and we
/// ourselves leave there. A name that is not valid text is a picture that fails.
/// </summary>
internal static class FolderPictures
{
    /// <summary>Pictures of a folder of files, links not followed, in the order of their names.</summary>
    /// <param name="path">The folder, as it was typed.</param>
    /// <param name="file">A file as a source.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<PictureSource> ListAsync(
        string path,
        Func<string, PictureSource> file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var folder = new BlobFolder(FolderStores.AddressOf(path), new FileBlobStore(path, TimeProvider.System), "");
        await foreach (var found in ListAsync(folder, cancellationToken))
        {
            if (found.Failure is { } failure)
            {
                yield return Failed(found.Key.Length == 0 ? path : Path.Combine(path, found.Key), failure);
            }
            else
                yield return file(Path.Combine(path, found.Key));
        }
    }

    /// <summary>Pictures of a folder of a store: keys, or what failed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<(string Key, CaptionFailure? Failure)> ListAsync(
        BlobFolder folder,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                yield return ("", FailureOf(failure));
                yield break;
            }

            foreach (
                var name in page.UnmappedNames.Where(name =>
                    name.EndsWith('/') || PictureNames.KindOf(name[folder.Prefix.Length..]) != NameKind.Other
                )
            )
            {
                yield return (name, NotUtf8);
            }

            foreach (var item in page.Items.Where(item => !ResultNames.IsReserved(item.Key)))
            {
                var kind = PictureNames.KindOf(item.Key[folder.Prefix.Length..]);
                if (kind == NameKind.Other)
                    continue;
                var probe =
                    kind == NameKind.Unknown
                        ? await PictureProbe.IsPictureAsync(folder.Store, item.Key, item.Version, cancellationToken)
                        : (true, null);
                if (probe.Failure is { } unread)
                    yield return (item.Key, FailureOf(unread));
                else if (probe.IsPicture)
                    yield return (item.Key, null);
            }
        }
    }

    /// <summary>A picture source that fails when read.</summary>
    public static PictureSource Failed(string name, CaptionFailure failure) =>
        new(name, _ => Task.FromResult<Result<byte[], CaptionFailure>>(failure));

    private static CaptionFailure NotUtf8 { get; } =
        new(
            FailureReason.NotFound,
            "Nothing can name it here, for its name is not UTF-8 or holds characters that stand for others: rename it."
        );

    private static CaptionFailure FailureOf(StoreFailure failure) => new(StoreFailureTable.ReasonOf(failure), failure.Detail);
}
