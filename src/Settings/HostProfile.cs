using System.Net;
using Serverless.Settings.Access;

namespace Serverless.Settings;

/// <summary>What a host's platform fixes before any setting.</summary>
/// <param name="Name">aws, azure, gcp or kubernetes.</param>
/// <param name="DefaultAccess">How callers prove who they are by default.</param>
/// <param name="IsFronted">Calls come from outside whatever address is listened on: access none is not allowed.</param>
/// <param name="DefaultAddress">Address listened on by default.</param>
/// <param name="PortVariable">The environment variable by which the platform sets the port; null for none.</param>
/// <param name="MaxBodyBytes">Largest body by default; no more gets through the platform, or no more is sensible.</param>
/// <param name="MaxAllowedBodyBytes">Max that the setting may be: the platform lets no more through.</param>
/// <param name="TakesUploads">Uploads can be put to this host itself.</param>
/// <param name="DropsMalformedEvents">An event that cannot be read is logged and acknowledged: else it is retried for days.</param>
public sealed record HostProfile(
    string Name,
    AccessMode DefaultAccess,
    bool IsFronted,
    IPAddress DefaultAddress,
    string? PortVariable,
    long MaxBodyBytes,
    long MaxAllowedBodyBytes,
    bool TakesUploads = false,
    bool DropsMalformedEvents = false
)
{
    private const long Usual = 20L << 20,
        Unbounded = 1L << 30,
        CommandLineUsual = 256L << 20;

    /// <summary>Four give 16 callers a third more pictures than none, larger ones no more (docs/figures-load.md).</summary>
    private const int MeasuredBatchSize = 4;

    /// <summary>Largest picture in bytes, by default, that is read from a store, an address, an upload or a file.</summary>
    public long MaxImageBytes { get; init; } = Usual;

    /// <summary>
    /// Most pictures of one run of the models by default. A function that is asked for one picture at a time has nothing to put together.
    /// </summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Whether it can listen on further ports.</summary>
    public bool HasOwnPorts { get; init; }

    /// <summary>The environment variable with the memory in MiB, where the runtime does not see it; null for none.</summary>
    public string? MemoryVariable { get; init; }

    /// <summary>Lambda: events of 6 MB hold about 4.5 MB of picture in base64.</summary>
    public static HostProfile Aws { get; } =
        new("aws", AccessMode.Platform, true, IPAddress.Loopback, null, 4_600_000, 6L << 20)
        {
            MemoryVariable = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        };

    /// <summary>A .NET isolated worker, behind the Functions host on loopback.</summary>
    public static HostProfile Azure { get; } = new("azure", AccessMode.Platform, true, IPAddress.Loopback, null, Usual, 100L << 20);

    /// <summary>A Cloud Run function: HTTP/1 bodies of 32 MiB.</summary>
    public static HostProfile Gcp { get; } =
        new("gcp", AccessMode.Platform, false, IPAddress.Any, "PORT", Usual, 32L << 20, DropsMalformedEvents: true);

    /// <summary>The container host, also on a laptop.</summary>
    public static HostProfile Kubernetes { get; } =
        new("kubernetes", AccessMode.None, false, IPAddress.Loopback, "PORT", Usual, Unbounded, TakesUploads: true)
        {
            BatchSize = MeasuredBatchSize,
            HasOwnPorts = true,
        };

    /// <summary>The command line: pictures are the caller's own, so scans and camera files of any usual size are taken.</summary>
    public static HostProfile CommandLine { get; } = Kubernetes with { MaxImageBytes = CommandLineUsual };
}
