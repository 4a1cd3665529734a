using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>Which folder of the source becomes which of the destination; the longest that fits decides.</summary>
/// <param name="pairs">Folders, each with a slash at its end.</param>
internal sealed class AddressMap(IReadOnlyList<AddressPair> pairs)
{
    private readonly AddressPair[] _pairs = [.. pairs.OrderByDescending(pair => pair.From.Key.Length)];

    /// <summary>The address at the destination.</summary>
    /// <param name="address">An object's or folder's address at the source.</param>
    /// <returns>Null where no folder holds it.</returns>
    public BlobAddress? Map(BlobAddress address)
    {
        var whole = address.IsFolder ? address : address.With(address.Key + "/");
        foreach (var (from, to) in _pairs)
        {
            if (address.Below(from) is { } rest)
                return to.With(to.Key + rest);
            if (whole == from)
                return to;
        }

        return null;
    }
}

/// <summary>A folder and where it goes.</summary>
/// <param name="From">At the source, a slash at its end.</param>
/// <param name="To">At the destination, a slash at its end.</param>
internal sealed record AddressPair(BlobAddress From, BlobAddress To)
{
    /// <summary>A pair of folders, slashes added.</summary>
    /// <param name="from">At the source.</param>
    /// <param name="to">At the destination.</param>
    public static AddressPair Of(BlobAddress from, BlobAddress to) => new(FolderOf(from), FolderOf(to));

    private static BlobAddress FolderOf(BlobAddress address) => address.IsFolder ? address : address.With(address.Key + "/");
}
