using Serverless.Packages.Gate;
using Serverless.Settings;
using Serverless.Settings.Decoding;

namespace Serverless.Api.Hosting;

/// <summary>A host that was started by another one, to try a model package in a process that may die of it.</summary>
public static class HostTrial
{
    /// <summary>Tries a package, if this process was started for that.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="host">What the platform fixes.</param>
    /// <returns>The exit code; null where the process is to serve.</returns>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static async Task<int?> TryRunAsync(string[] args, HostProfile host)
    {
        if (!ModelTrial.IsTrial(args))
            return null;
        var settings = CaptionSettings.FromEnvironment(host);
        return await ModelTrial.RunAsync(args, ImageDecoders.Start(settings), settings.Runtime, Console.Out, CancellationToken.None);
    }
}
