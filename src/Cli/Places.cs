using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli;

/// <summary>Words of the command line to folders of stores.</summary>
internal static class Places
{
    /// <exception cref="InvalidDataException">A word is no address.</exception>
    public static IReadOnlyList<BlobAddress> Folders(IEnumerable<string> words) =>
        [.. words.Select(word => Address(word) is var address && address.IsFolder ? address : address.With(address.Key + "/"))];

    /// <summary>The folders that can be read, and what is wrong with the other words.</summary>
    public static (IReadOnlyList<BlobAddress> Folders, IReadOnlyList<string> Faults) Readable(IEnumerable<string> words)
    {
        var (folders, faults) = (new List<BlobAddress>(), new List<string>());
        foreach (var word in words)
        {
            try
            {
                folders.AddRange(Folders([word]));
            }
            catch (InvalidDataException error)
            {
                faults.Add(error.Message);
            }
        }

        return (folders, faults);
    }

    /// <exception cref="InvalidDataException">The word is no address.</exception>
    public static BlobAddress Address(string word)
    {
        if (!BlobAddress.IsAddress(word))
            return FolderStores.AddressOf(word);
        return BlobAddress.Parse(word).TryGet(out var address, out var failure)
            ? address
            : throw new InvalidDataException($"{OneLine.Of(word)}: {failure.Detail}");
    }
}
