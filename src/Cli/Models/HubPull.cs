using Serverless.Packages.Hub;

namespace Serverless.Cli.Models;

/// <summary>Models of the Hugging Face hub on the command line: <c>hf:OWNER/NAME[@REVISION]</c>.</summary>
internal static class HubPull
{
    public static bool IsHub(string reference) => reference.StartsWith(HubModel.Scheme, StringComparison.Ordinal);

    /// <summary>The folder of a model: from the cache where it is whole there, else fetched.</summary>
    /// <exception cref="StoppedException">It cannot be had.</exception>
    public static async Task<string> FolderAsync(string reference, bool isQuiet, bool hasColor, CancellationToken cancellationToken)
    {
        var (model, settings) = Read(reference);
        using var client = new HubClient(settings, TimeProvider.System);
        return client.Find(model).TryGet(out var found, out _)
            ? found.Folder
            : (await PullAsync(client, model, null, isQuiet, hasColor, cancellationToken)).Folder;
    }

    /// <summary>Fetches a model, and with a folder named copies it there.</summary>
    /// <exception cref="StoppedException">It cannot be had, or the folder has something else.</exception>
    public static async Task<HubSnapshot> RunAsync(
        string reference,
        string? dtype,
        string? folder,
        (bool IsQuiet, bool HasColor) shown,
        CancellationToken cancellationToken
    )
    {
        var (model, settings) = Read(reference);
        if (folder is not null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new StoppedException($"{folder} is not empty.", ExitCode.WrongUsage);
        using var client = new HubClient(settings, TimeProvider.System);
        var snapshot = await PullAsync(client, model, dtype, shown.IsQuiet, shown.HasColor, cancellationToken);
        return folder is null ? snapshot : snapshot with { Folder = Copy(snapshot, folder) };
    }

    private static (HubModel Model, HubSettings Settings) Read(string reference)
    {
        if (!HubModel.Parse(reference).TryGet(out var model, out var failure))
            throw PackageStop.Of(failure);
        return HubSettings.Read(Environment.GetEnvironmentVariable).TryGet(out var settings, out failure)
            ? (model, settings)
            : throw PackageStop.Of(failure);
    }

    private static async Task<HubSnapshot> PullAsync(
        HubClient client,
        HubModel model,
        string? dtype,
        bool isQuiet,
        bool hasColor,
        CancellationToken cancellationToken
    )
    {
        HubSnapshot? snapshot = null;
        await DownloadProgress.RunAsync(
            !isQuiet,
            hasColor,
            async progress =>
            {
                var pulled = await client.PullAsync(model, dtype, progress, cancellationToken);
                snapshot = pulled.TryGet(out var value, out var failure) ? value : throw PackageStop.Of(failure);
            }
        );
        return snapshot!;
    }

    /// <summary>Files, not links: into a folder beside that is renamed when it is whole.</summary>
    private static string Copy(HubSnapshot snapshot, string folder)
    {
        var unfinished = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + ".part";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        foreach (var file in snapshot.Files)
        {
            var target = Path.Combine(unfinished, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(snapshot.Folder, file), target);
        }

        if (Directory.Exists(folder))
            Directory.Delete(folder); // empty
        Directory.Move(unfinished, folder);
        return folder;
    }
}
