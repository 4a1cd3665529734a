using System.Globalization;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Platforms;

/// <summary>
/// Platforms whose hosts listen: a pod of Kubernetes, an instance of Cloud Run, a systemd unit. The package's program runs in its folder
/// with the variables its platform sets, on a free port of loopback.
/// </summary>
/// <param name="kind">Which.</param>
/// <param name="forwarding">Hands requests on.</param>
/// <param name="readinessPeriod">How often readiness is asked for, where the platform does that.</param>
internal sealed class ContainerPlatform(ContainerKind kind, HttpForwarding forwarding, TimeSpan readinessPeriod) : IRevisionPlatform
{
    public TimeSpan? ReadinessPeriod => kind.ProbesReadiness ? readinessPeriod : null;

    public Task<IRevisionServer> StartAsync(RevisionDefinition definition, string folder, HostLauncher launch)
    {
        var program = PackageProgram.Require(folder, kind.Program);
        var port = HostProcess.FreePort();
        var start = PackageProgram.Start(program, folder);
        foreach (var (name, value) in kind.Variables(definition))
            start.Environment[name] = value;
        if (definition.MemoryMb is { } memory)
            start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit(memory);
        foreach (var (name, value) in definition.Environment)
            start.Environment[name] = value;
        start.Environment["CAPTION_ADDRESS"] = "127.0.0.1"; // nothing here listens beyond this machine
        start.Environment.Remove("CAPTION_PORT");
        start.Environment[kind.PortVariable] = port.ToString(CultureInfo.InvariantCulture);
        var timeout = TimeSpan.FromSeconds(definition.TimeoutSeconds);
        return Task.FromResult<IRevisionServer>(new ListeningServer(forwarding, launch(start), port, timeout, kind.Grace));
    }

    /// <summary>Three quarters of the memory in hexadecimal, as the runtime limits itself in a container of that size.</summary>
    private static string HeapLimit(int mebibytes) => (((long)mebibytes << 20) * 3 / 4).ToString("X", CultureInfo.InvariantCulture);
}
