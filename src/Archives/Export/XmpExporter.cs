using Serverless.Archives.Scanning;
using Serverless.Archives.Xmp;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Archives.Export;

/// <summary>
/// Writes results into the pictures' own XMP: into copies, or into the files themselves, each written as a whole. A file with the same
/// text stays as it is. A refused picture gets no alt text.
/// </summary>
/// <param name="results">The pictures and their results.</param>
/// <param name="plan">What is asked.</param>
/// <param name="copies">Where copies go; null for into the files themselves.</param>
/// <param name="onError">Takes the name of a file that cannot carry words, and why; from several threads at once.</param>
public sealed class XmpExporter(ResultStore results, ArchivePlan plan, BlobFolder? copies, Action<string, string> onError) : IExporter
{
    private const int MaxConcurrency = 4;

    private long _written,
        _unchanged,
        _kept,
        _failed;

    /// <summary>Files that were written.</summary>
    public long Written => _written;

    /// <summary>Files that said the same already.</summary>
    public long Unchanged => _unchanged;

    /// <summary>Files with words of a person that were left alone.</summary>
    public long Kept => _kept;

    /// <summary>Files that cannot carry words.</summary>
    public long Failed => _failed;

    /// <summary>Whether words and copies of ours that no result stands behind are taken away.</summary>
    public bool TakesAway { get; init; }

    /// <inheritdoc/>
    public Task ExportAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            pictures.Where(picture => picture.Verdict is not ("failed" or "none") || (TakesAway && picture.Verdict == "none")),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (picture, token) => await (copies is null ? InPlaceAsync(picture, token) : CopyAsync(picture, copies, token))
        );

    private static XmpCaption CaptionOf(ExportRow picture)
    {
        if (picture.AltText is not { Length: > 0 } text || picture.IsMediumAlone)
            return XmpCaption.None;
        var caption = new XmpCaption(XmpText.Writable(text), picture.LongDescription is { } more ? XmpText.Writable(more) : null);
        if (picture.Found!.IsByPerson)
            return caption; // without our mark: nobody takes them for the model's
        return caption with
        {
            Checksum = TextChecksum.Of(caption.AltText, caption.ExtendedDescription),
            Result = picture.Found.Result,
        };
    }

    /// <summary>
    /// Whether what is there is a person's, and stays: it does not give way to a model's words, nor to a result that was made of it.
    /// </summary>
    private bool IsSpared(ExportRow picture, XmpCaption there)
    {
        if (!there.IsByPerson || plan.ReplacesPerson)
            return false;
        if (picture.Found is not { IsByPerson: true, Latest.Caption: { } known })
            return true;
        return there.Persons is { } persons && (persons.AltText, persons.ExtendedDescription) == (known.AltText, known.LongDescription);
    }

    private async Task CopyAsync(ExportRow picture, BlobFolder folder, CancellationToken cancellationToken)
    {
        var key = folder.Prefix + picture.Picture.Key;
        var caption = CaptionOf(picture);
        var old = await folder.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: 2 * plan.MaxBytes), cancellationToken);
        if (old.TryGet(out var copy, out var missing))
        {
            var there = PictureXmp.Read(copy.Bytes);
            if (there.HasSameText(caption) && await IdentityAsync(picture, cancellationToken) == PictureXmp.Identity(copy.Bytes))
                Count(ref _unchanged);
            else if (there.Unread is { } unread && !plan.ReplacesPerson)
                Fail(picture, Spared(unread));
            else if (IsSpared(picture, there))
                Count(ref _kept);
            else if (picture.Verdict == "none")
                await TakeAwayAsync(folder, copy, there, cancellationToken);
            else
                await WriteCopyAsync(picture, folder, key, caption, WriteCondition.Unchanged(copy.Properties.Version), cancellationToken);
        }
        else if (missing.Reason != StoreFailureReason.NotFound)
            Fail(picture, missing.Detail);
        else if (picture.Verdict != "none")
            await WriteCopyAsync(picture, folder, key, caption, WriteCondition.Absent, cancellationToken);
    }

    /// <summary>Results of events do not carry it.</summary>
    private async Task<string?> IdentityAsync(ExportRow picture, CancellationToken cancellationToken) =>
        picture.Found?.Latest.Identity
        ?? (await ReadAsync(picture, cancellationToken) is { } file ? PictureXmp.Identity(file.Bytes) : null);

    private async Task TakeAwayAsync(BlobFolder folder, BlobBytes copy, XmpCaption there, CancellationToken cancellationToken)
    {
        if (there.Checksum is null || there.IsByPerson)
            return;
        if (await folder.Store.DeleteAsync(copy.Properties.Key, copy.Properties.Version, cancellationToken) is null)
            Count(ref _written);
    }

    private async Task WriteCopyAsync(
        ExportRow picture,
        BlobFolder folder,
        string key,
        XmpCaption caption,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        if ((await ReadAsync(picture, cancellationToken))?.Bytes is not { } source)
            return;
        var inside = PictureXmp.Read(source);
        var isSpared = inside.Unread is not null ? !plan.ReplacesPerson : IsSpared(picture, inside);
        if ((isSpared ? source : Embed(picture, source, caption)) is not { } file)
            return;
        var written = await folder.Store.WriteAsync(key, BlobContent.Of(file, MediaTypes.Of(key)), condition, cancellationToken);
        if (written.Failure is { } unwritten)
            Fail(picture, unwritten.Detail);
        else if (isSpared && inside.Unread is { } unread)
            Fail(picture, Spared(unread));
        else if (isSpared)
            Count(ref _kept);
        else
            Count(ref _written);
    }

    private async Task InPlaceAsync(ExportRow picture, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(picture, cancellationToken);
        if (read is null)
            return;
        // the same picture, before words were written into it
        if (picture.Earlier is { } earlier && earlier.Latest.Identity == PictureXmp.Identity(read.Bytes))
        {
            picture = new ExportRow(picture.Picture, earlier);
        }

        var caption = CaptionOf(picture);
        var there = PictureXmp.Read(read.Bytes);
        if (there.HasSameText(caption))
            Count(ref _unchanged);
        else if (there.Unread is { } unread && !plan.ReplacesPerson)
            Fail(picture, Spared(unread));
        else if (IsSpared(picture, there))
            Count(ref _kept);
        else if (picture.Verdict == "none" && there.Checksum is null)
            Count(ref _unchanged);
        else if (Embed(picture, read.Bytes, caption) is { } file)
        {
            var content = BlobContent.Of(file, MediaTypes.Of(picture.Picture.Key)) with
            {
                PreservesFileAttributes = true,
                ModifiedAt = plan.KeepsTime ? read.Properties.ModifiedAt : null,
            };
            var written = await results.Pictures.Store.WriteAsync(
                picture.Picture.Key,
                content,
                WriteCondition.Unchanged(picture.Picture.Version),
                cancellationToken
            );
            if (!written.TryGet(out var properties, out var unwritten))
                Fail(picture, unwritten.Detail);
            else
            {
                Count(ref _written);
                if (picture.Found is { } pointer)
                    await PropagateAsync(picture.Picture, pointer, properties.Version, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Publishes the result for the file's new version. Where this is interrupted, the next run knows the picture by its identity.
    /// </summary>
    private async Task PropagateAsync(Candidate picture, PointerDocument pointer, string version, CancellationToken cancellationToken)
    {
        var names = results.NamesOf(picture.Key);
        if (pointer.Latest.Caption is not { } caption)
            return;
        var model = new ModelIdentity(caption.Model.Name, caption.Model.Version, () => caption.Model.Digest);
        var key = pointer.IsByPerson
            ? names.WrittenBy(TextChecksum.Of(caption))
            : names.ResultOf(picture.Address, version, model, plan.Options with { MinQuality = pointer.Latest.MinQuality });
        await results.PublishAsync(picture.Key, key, pointer.At(version), isFirst: false, cancellationToken, plan.ReplacesPerson);
    }

    private byte[]? Embed(ExportRow picture, byte[] file, XmpCaption caption)
    {
        if (caption == XmpCaption.None && PictureXmp.Read(file) == XmpCaption.None)
            return file;
        if (PictureXmp.Write(file, caption).TryGet(out var made, out var error))
            return made;
        Fail(picture, error);
        return null;
    }

    private async Task<BlobBytes?> ReadAsync(ExportRow picture, CancellationToken cancellationToken)
    {
        if (
            (
                await results.Pictures.Store.ReadBytesAsync(
                    picture.Picture.Key,
                    new BlobSelection(picture.Picture.Version, MaxBytes: plan.MaxBytes),
                    cancellationToken
                )
            ).TryGet(out var blob, out var failure)
        )
        {
            return blob;
        }

        Fail(picture, failure.Detail);
        return null;
    }

    private static string Spared(string unread) => $"It may hold words of a person that cannot be read, and is left as it is: {unread}";

    private void Fail(ExportRow picture, string error)
    {
        Count(ref _failed);
        onError(picture.Picture.Name, error);
    }

    private static void Count(ref long counter) => Interlocked.Increment(ref counter);
}
