namespace Serverless.Results.Listing;

/// <summary>
/// Files and folders that systems and programs leave next to people's pictures: thumbnails, resource forks, bins. They are left out of
/// archives, sweeps and folders; whoever means one names it as the archive itself.
/// </summary>
public static class SystemFiles
{
    /// <summary>By name, wherever it stands in a path, upper and lower case alike.</summary>
    private static readonly HashSet<string> Names = new(
        [
            ".DS_Store",
            ".Spotlight-V100",
            ".Trashes",
            ".Trash",
            ".fseventsd",
            ".TemporaryItems",
            ".DocumentRevisions-V100",
            ".AppleDouble",
            ".AppleDB",
            ".AppleDesktop",
            "__MACOSX",
            "Icon\r",
            "Network Trash Folder",
            "Temporary Items", // macOS and its file servers
            // Windows
            "Thumbs.db",
            "Thumbs.db:encryptable",
            "ehthumbs.db",
            "ehthumbs_vista.db",
            "desktop.ini",
            "$RECYCLE.BIN",
            "RECYCLER",
            "RECYCLED",
            "System Volume Information",
            "@eaDir",
            "#recycle",
            "#snapshot",
            "@tmp",
            "@sharebin", // Synology
            "@Recycle",
            "@Recently-Snapshot",
            "@Transcode",
            ".@__thumb",
            ".@__qini",
            ".@upload_cache", // QNAP
            ".thumbnails",
            ".thumb",
            ".thumbs",
            ".xvpics",
            ".comments",
            ".dtrash",
            ".picasaoriginals",
            ".picasa.ini",
            "picasa.ini",
            "lost+found",
            ".stfolder",
            ".stversions",
            ".sync.ffs_db",
            ".snapshot",
            ".zfs",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>
    /// By what a name starts with: resource forks, bins of a user, files that NFS and FUSE keep for those who have them open.
    /// </summary>
    private static readonly string[] Starts = ["._", ".Trash-", ".nfs0", ".fuse_hidden", "~$", ".~lock."];

    /// <summary>By what a folder's name ends with: previews of Lightroom.</summary>
    private static readonly string[] FolderEnds = [".lrdata"];

    /// <summary>Whether a file is one of them, or stands in one of their folders.</summary>
    /// <param name="name">Its key or path below the scanned folder, with slashes.</param>
    public static bool IsOne(string name)
    {
        var segments = name.Split('/');
        return Array.Exists(
                segments,
                segment =>
                    Names.Contains(segment) || Array.Exists(Starts, start => segment.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            )
            || Array.Exists(
                segments[..^1],
                segment => Array.Exists(FolderEnds, end => segment.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            );
    }
}
