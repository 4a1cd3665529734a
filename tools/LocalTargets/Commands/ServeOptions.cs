namespace Serverless.LocalTargets.Commands;

/// <summary>What <c>local-targets serve</c> was asked for.</summary>
/// <param name="Target">aws, azure, gcp, kubernetes, onprem or entry.</param>
/// <param name="Environment">dev, preprod or prod.</param>
/// <param name="StateFolder">Packages, logs and state.</param>
/// <param name="CaptionPort">Port of the front; 0 for the one it had, or a free one.</param>
/// <param name="ControlPort">Port of the control API; likewise.</param>
/// <param name="Concurrency">Execution environments of a revision on aws.</param>
/// <param name="MaxWait">How long a request waits for one of them.</param>
/// <param name="StartTimeout">How long a revision may take to become ready.</param>
/// <param name="ReadinessPeriod">Time between two readiness probes, where there are any.</param>
internal sealed record ServeOptions(
    string Target,
    string Environment,
    string StateFolder,
    int CaptionPort,
    int ControlPort,
    int Concurrency,
    TimeSpan MaxWait,
    TimeSpan StartTimeout,
    TimeSpan ReadinessPeriod
);
