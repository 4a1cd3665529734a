using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Hosts.Contract.Tests.Platforms.Functions;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Platforms;

/// <summary>Azure Functions: the package's isolated worker behind a Functions host that speaks gRPC with it.</summary>
/// <param name="forwarding">Hands requests on to that host.</param>
internal sealed class FunctionsPlatform(HttpForwarding forwarding) : IRevisionPlatform
{
    public TimeSpan? ReadinessPeriod => null;

    public async Task<IRevisionServer> StartAsync(RevisionDefinition definition, string folder, HostLauncher launch)
    {
        PackageProgram.Require(folder, "host.json");
        PackageProgram.Require(folder, "worker.config.json");
        var settings = definition
            .Environment.Select(pair => (pair.Key, pair.Value))
            .Append(("WEBSITE_SITE_NAME", "captions"))
            .Append(("FUNCTIONS_EXTENSION_VERSION", "~4"))
            .ToList();
        var functions = await FakeFunctionsHost.StartAsync(folder, settings, launch);
        return new FunctionsServer(forwarding, functions, TimeSpan.FromSeconds(definition.TimeoutSeconds));
    }
}
