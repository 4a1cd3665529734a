using Serverless.Core.Storage;
using Serverless.Core.Storage.Files;

namespace Serverless.Cli;

/// <summary>Words of the command line to folders of stores.</summary>
internal static class Places
{
    /// <exception cref="InvalidDataException">A word is no address.</exception>
    public static IReadOnlyList<BlobAddress> Folders(IEnumerable<string> words) => [.. words.Select(word => Address(word) is var address && address.IsFolder ? address : address.With(address.Key + "/"))];

    /// <exception cref="InvalidDataException">The word is no address.</exception>
    public static BlobAddress Address(string word)
    {
        if (!BlobAddress.IsAddress(word)) return FolderStores.AddressOf(word);
        return BlobAddress.Parse(word).TryGet(out var address, out var failure) ? address : throw new InvalidDataException($"{word.Split('?')[0]}: {failure.Detail}");
    }
}
