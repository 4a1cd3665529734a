using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>One folder that is copied: which of its objects, and what they are called at the destination.</summary>
internal abstract class Part
{
    /// <summary>Where the objects are.</summary>
    public abstract BlobFolder From { get; }

    /// <summary>Where they go.</summary>
    public abstract BlobFolder To { get; }

    /// <summary>What an object of the source is.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Null for what stays: it is not ours, or of another part.</returns>
    public abstract ObjectKind? KindOf(string key);

    /// <summary>What an object of the destination is, so that what is there already is seen.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Null for what is none of this part's business.</returns>
    public abstract ObjectKind? KindThere(string key);

    /// <summary>The key at the destination.</summary>
    /// <param name="key">A key of the source for which <see cref="KindOf"/> is not null.</param>
    public abstract string TargetOf(string key);
}

/// <summary>Results about the pictures of a folder: documents, pointers, tombstones.</summary>
/// <param name="from">At the source.</param>
/// <param name="to">At the destination.</param>
internal sealed class ResultPart(ResultStore from, ResultStore to) : Part
{
    /// <summary>What runs over archives keep for themselves: it names versions of the old store, and stays.</summary>
    private static readonly string[] Notes = ["runs/", "journal/", "claims/", Manifest.FolderName];

    /// <summary>The results at the source.</summary>
    public ResultStore Source => from;

    /// <summary>The results at the destination.</summary>
    public ResultStore Destination => to;

    public override BlobFolder From => from.Folder;

    public override BlobFolder To => to.Folder;

    public override ObjectKind? KindOf(string key) => KindOf(from, key);

    public override ObjectKind? KindThere(string key) => KindOf(to, key);

    public override string TargetOf(string key)
    {
        var names = to.NamesOf(PictureThere(from.PictureOf(key)!));
        return ResultNames.PointedBy(key) is null ? names.Folder + key[(key.LastIndexOf('/') + 1)..] : names.Latest;
    }

    /// <summary>The key of a picture at the destination.</summary>
    /// <param name="picture">Its key at the source.</param>
    public string PictureThere(string picture) => to.Pictures.Prefix + picture[from.Pictures.Prefix.Length..];

    private static ObjectKind? KindOf(ResultStore store, string key)
    {
        var folder = store.Folder.Prefix + ".captions/";
        if (Array.Exists(Notes, note => key.StartsWith(folder + note, StringComparison.Ordinal)))
            return null;
        if (store.PictureOf(key) is not { } picture || !picture.StartsWith(store.Pictures.Prefix, StringComparison.Ordinal))
            return null;
        if (ResultNames.PointedBy(key) is not null)
            return ObjectKind.Pointer;
        return key == store.NamesOf(picture).Tombstone ? ObjectKind.Tombstone : ObjectKind.Result;
    }
}

/// <summary>Captions kept for reviews, and the reviews.</summary>
/// <param name="from">At the source.</param>
/// <param name="to">At the destination.</param>
internal sealed class ReviewPart(BlobFolder from, BlobFolder to) : Part
{
    public override BlobFolder From => from;

    public override BlobFolder To => to;

    public override ObjectKind? KindOf(string key) => KindOf(from, key);

    public override ObjectKind? KindThere(string key) => KindOf(to, key);

    public override string TargetOf(string key) => to.Prefix + key[from.Prefix.Length..];

    private static ObjectKind? KindOf(BlobFolder folder, string key)
    {
        if (!ReviewStore.IsReserved(folder, key))
            return null;
        return key.StartsWith(folder.Prefix + "captions/", StringComparison.Ordinal) ? ObjectKind.Caption : ObjectKind.Review;
    }
}

/// <summary>The pictures themselves.</summary>
/// <param name="from">At the source.</param>
/// <param name="to">At the destination.</param>
/// <param name="others">Folders of reviews and the like that may lie among the pictures.</param>
internal sealed class PicturePart(ResultStore from, ResultStore to, IReadOnlyList<AddressPair> others) : Part
{
    public override BlobFolder From => from.Pictures;

    public override BlobFolder To => to.Pictures;

    public override ObjectKind? KindOf(string key) => KindOf(from, others.Select(pair => pair.From), key);

    public override ObjectKind? KindThere(string key) => KindOf(to, others.Select(pair => pair.To), key);

    public override string TargetOf(string key) => to.Pictures.Prefix + key[from.Pictures.Prefix.Length..];

    /// <summary>Whether the name alone does not tell that an object is a picture, so that its first bytes are read.</summary>
    /// <param name="key">Its key at the source.</param>
    public bool IsUncertain(string key) => PictureNames.KindOf(key[from.Pictures.Prefix.Length..]) == NameKind.Unknown;

    private static ObjectKind? KindOf(ResultStore store, IEnumerable<BlobAddress> others, string key)
    {
        if (FolderMarkers.IsMarker(key) || store.IsReserved(key) || others.Any(IsHeldBy))
            return null;
        return PictureNames.KindOf(key[store.Pictures.Prefix.Length..]) == NameKind.Other ? null : ObjectKind.Picture;

        bool IsHeldBy(BlobAddress other) => store.Pictures.AddressOf(key).Below(other) is not null;
    }
}
