using System.Net;
using Serverless.Settings.Access;

namespace Serverless.Settings;

/// <summary>What a host's platform fixes, before any setting.</summary>
/// <param name="Name">aws, azure, gcp or kubernetes.</param>
/// <param name="DefaultAccess">How callers prove who they are unless said otherwise.</param>
/// <param name="IsFronted">Calls come from outside whatever address is listened on: access none is not allowed.</param>
/// <param name="DefaultAddress">Address listened on unless said otherwise.</param>
/// <param name="PortVariable">The platform's own name for the port.</param>
/// <param name="MaxBodyBytes">Largest body unless said otherwise; no more gets through the platform, or no more is sensible.</param>
/// <param name="MostBodyBytes">More than this the platform never lets through.</param>
/// <param name="TakesUploads">Uploads can be put to this host itself.</param>
/// <param name="DropsMalformedEvents">The platform would deliver an event that cannot be read for days: it is logged and acknowledged.</param>
public sealed record HostProfile(
    string Name,
    AccessMode DefaultAccess,
    bool IsFronted,
    IPAddress DefaultAddress,
    string PortVariable,
    long MaxBodyBytes,
    long MostBodyBytes,
    bool TakesUploads = false,
    bool DropsMalformedEvents = false
)
{
    private const long Usual = 20L << 20,
        Unbounded = 1L << 30,
        OfOneself = 256L << 20;

    /// <summary>Largest picture in bytes, unless said otherwise, that is read from a store, an address, an upload or a file.</summary>
    public long MaxImageBytes { get; init; } = Usual;

    /// <summary>The platform's own name for the memory of the process in MiB, where the runtime does not see it; null elsewhere.</summary>
    public string? MemoryVariable { get; init; }

    /// <summary>Lambda: events of 6 MB hold about 4.5 MB of picture in base64.</summary>
    public static HostProfile Aws { get; } =
        new("aws", AccessMode.Platform, true, IPAddress.Loopback, "", 4_600_000, 6L << 20)
        {
            MemoryVariable = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        };

    /// <summary>An Azure Functions custom handler, behind the Functions host on loopback.</summary>
    public static HostProfile Azure { get; } =
        new("azure", AccessMode.Platform, true, IPAddress.Loopback, "FUNCTIONS_CUSTOMHANDLER_PORT", Usual, 100L << 20);

    /// <summary>A Cloud Run function: HTTP/1 bodies of 32 MiB.</summary>
    public static HostProfile Gcp { get; } =
        new("gcp", AccessMode.Platform, false, IPAddress.Any, "PORT", Usual, 32L << 20, DropsMalformedEvents: true);

    /// <summary>The container host, also on a laptop.</summary>
    public static HostProfile Kubernetes { get; } =
        new("kubernetes", AccessMode.None, false, IPAddress.Loopback, "PORT", Usual, Unbounded, TakesUploads: true);

    /// <summary>The command line: pictures are the caller's own, so scans and camera files of any usual size are taken.</summary>
    public static HostProfile CommandLine { get; } = Kubernetes with { MaxImageBytes = OfOneself };
}
