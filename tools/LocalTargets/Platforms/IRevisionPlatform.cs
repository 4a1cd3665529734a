using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Revisions;

namespace Serverless.LocalTargets.Platforms;

/// <summary>A platform that revisions are started on.</summary>
internal interface IRevisionPlatform
{
    /// <summary>How often readiness is asked for once it is reached; null where the platform does not.</summary>
    TimeSpan? ReadinessPeriod { get; }

    /// <summary>Starts a revision; it need not be ready yet.</summary>
    /// <param name="definition">What to start.</param>
    /// <param name="folder">Its unpacked package; empty at an entry.</param>
    /// <param name="launch">Starts processes.</param>
    /// <exception cref="StartException">It cannot be started.</exception>
    Task<IRevisionServer> StartAsync(RevisionDefinition definition, string folder, HostLauncher launch);
}

/// <summary>A revision cannot be started; the message is the reason that its state shows.</summary>
internal sealed class StartException(string message) : Exception(message);
