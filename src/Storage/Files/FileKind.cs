namespace Serverless.Storage.Files;

/// <summary>What stands under a name.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A file with bytes of its own.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, or another point from which a name leads elsewhere.</summary>
    Link,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,
}
