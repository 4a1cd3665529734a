using Serverless.Cli.Models;
using Serverless.Loop.Settings;
using Serverless.Packages;
using Serverless.Storage;

namespace Serverless.Cli.Looping;

/// <summary>Where a loop keeps its journal, and what it shall do.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Settings">What <c>loop.json</c> and the environment say.</param>
internal sealed record LoopPlace(BlobFolder Folder, LoopSettings Settings)
{
    private const long MaxBytes = 1 << 20;

    /// <param name="word">The folder, or the file <c>loop.json</c> in it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoppedException">It cannot be opened, or says what is not taken; every fault is told.</exception>
    public static async Task<LoopPlace> OpenAsync(string word, CancellationToken cancellationToken)
    {
        var isFile = !BlobAddress.IsAddress(word) && File.Exists(word);
        if (!isFile && word.EndsWith("/" + LoopSettings.FileName, StringComparison.Ordinal))
            throw PackageStop.Of(PackageFailure.WrongUsage("not_found", "There is no such file.", word));
        if (isFile && Path.GetFileName(word) != LoopSettings.FileName)
            throw PackageStop.Of(PackageFailure.WrongUsage("name", $"The file is called {LoopSettings.FileName}.", word));
        var place = isFile ? Path.GetDirectoryName(Path.GetFullPath(word))! : word;
        var address = AddressArguments.ParseFolders([place])[0];
        var folder = ModelSurroundings.Create().OpenFolder(address);
        var local = address.Scheme == "file" ? "/" + address.Key.TrimStart('/') : null;
        var bytes = await ReadAsync(folder, cancellationToken);
        return LoopSettingsReader.Read(bytes, local, Environment.GetEnvironmentVariable).TryGet(out var settings, out var faults)
            ? new LoopPlace(folder, settings)
            : throw new InvalidDataException(faults);
    }

    private static async Task<byte[]?> ReadAsync(BlobFolder folder, CancellationToken cancellationToken)
    {
        var key = folder.Prefix + LoopSettings.FileName;
        var read = await folder.Store.ReadBytesAsync(key, new BlobSelection(MaxBytes: MaxBytes), cancellationToken);
        if (read.TryGet(out var blob, out var failure))
            return blob.Bytes;
        if (failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound)
            return null;
        var kind = failure.IsRetryable ? PackageFailureKind.TryAgain : PackageFailureKind.WrongUsage;
        throw PackageStop.Of(new PackageFailure(kind, "store", folder.Address.ToString(), failure.Detail));
    }
}
