using System.Diagnostics;

namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>
/// Starts a host's process as its platform has described it. Tests start it plainly; others may keep logs, or tie its end to theirs.
/// </summary>
/// <param name="start">Program, arguments, folder and environment; both outputs redirected.</param>
internal delegate HostProcess HostLauncher(ProcessStartInfo start);
