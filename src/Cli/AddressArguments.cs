using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli;

/// <summary>Arguments of the command line as folders of stores.</summary>
internal static class AddressArguments
{
    /// <exception cref="InvalidDataException">An argument is no address.</exception>
    public static IReadOnlyList<BlobAddress> ParseFolders(IEnumerable<string> arguments) =>
        [.. arguments.Select(word => Parse(word) is var address && address.IsFolder ? address : address.With(address.Key + "/"))];

    /// <summary>The folders that can be read, and the errors of the other arguments.</summary>
    public static (IReadOnlyList<BlobAddress> Folders, IReadOnlyList<string> Faults) TryParseFolders(IEnumerable<string> arguments)
    {
        var (folders, errors) = (new List<BlobAddress>(), new List<string>());
        foreach (var word in arguments)
        {
            try
            {
                folders.AddRange(ParseFolders([word]));
            }
            catch (InvalidDataException error)
            {
                errors.Add(error.Message);
            }
        }

        return (folders, errors);
    }

    /// <exception cref="InvalidDataException">The argument is no address.</exception>
    public static BlobAddress Parse(string argument)
    {
        if (!BlobAddress.IsAddress(argument))
            return FolderStores.AddressOf(argument);
        return BlobAddress.Parse(argument).TryGet(out var address, out var failure)
            ? address
            : throw new InvalidDataException($"{SingleLine.Escape(argument)}: {failure.Detail}");
    }
}
