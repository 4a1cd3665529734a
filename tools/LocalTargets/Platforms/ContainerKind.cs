using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Platforms;

/// <summary>How a platform starts and ends what listens.</summary>
/// <param name="Program">The program at the package's root.</param>
/// <param name="PortVariable">The variable that names the port.</param>
/// <param name="Grace">Time between SIGTERM and SIGKILL.</param>
/// <param name="ProbesReadiness">Readiness is asked for as long as it runs, and what is not ready gets no requests.</param>
/// <param name="Variables">What the platform sets before the settings.</param>
internal sealed record ContainerKind(
    string Program,
    string PortVariable,
    TimeSpan Grace,
    bool ProbesReadiness,
    Func<RevisionDefinition, IEnumerable<(string Name, string Value)>> Variables
)
{
    private const string ContainerHost = "Serverless.Hosts.Kubernetes";

    /// <summary>A pod: what the kubelet sets, terminationGracePeriodSeconds 30, a readiness probe behind its Service.</summary>
    public static ContainerKind Kubernetes { get; } =
        new(
            ContainerHost,
            "CAPTION_PORT",
            TimeSpan.FromSeconds(30),
            ProbesReadiness: true,
            definition =>
                [
                    ("HOSTNAME", $"captions-{definition.Id}"),
                    ("KUBERNETES_SERVICE_HOST", "127.0.0.1"),
                    ("KUBERNETES_SERVICE_PORT", "443"),
                    ("HOME", "/"),
                ]
        );

    /// <summary>Cloud Run's container contract: PORT, K_SERVICE, K_REVISION, K_CONFIGURATION; 10 s after SIGTERM.</summary>
    public static ContainerKind CloudRun { get; } =
        new(
            "Serverless.Hosts.Gcp",
            "PORT",
            TimeSpan.FromSeconds(10),
            ProbesReadiness: false,
            definition =>
                [
                    ("K_SERVICE", "captions"),
                    ("K_CONFIGURATION", "captions"),
                    ("K_REVISION", $"captions-{definition.Id}"),
                    ("FUNCTION_TARGET", "Captions"),
                    ("HOME", "/"),
                ]
        );

    /// <summary>The container host as a service of systemd: TimeoutStopSec 30, no environment but the unit's.</summary>
    public static ContainerKind Systemd { get; } =
        new(
            ContainerHost,
            "CAPTION_PORT",
            TimeSpan.FromSeconds(30),
            ProbesReadiness: false,
            _ => [("INVOCATION_ID", Guid.NewGuid().ToString("N")), ("LANG", "C.UTF-8"), ("HOME", "/")]
        );
}
