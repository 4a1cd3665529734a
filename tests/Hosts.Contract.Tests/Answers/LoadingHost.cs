using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>
/// The container host while its model loads, for as long as is needed: the model's config.json is a pipe that nobody writes to.
/// </summary>
internal sealed class LoadingHost : IPlatform
{
    private LoadingHost(HostProcess host, int port) => (Host, Port) = (host, port);

    public HostProcess Host { get; }

    public int Port { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="folder">An empty folder, for the model.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<LoadingHost> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")))
        {
            if (Path.GetFileName(file) != "config.json")
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using (var made = Process.Start("mkfifo", Path.Combine(folder, "config.json")))
            await made.WaitForExitAsync();
        var port = HostProcess.FreePort();
        var environment = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        environment["CAPTION_MODEL"] = folder;
        environment["CAPTION_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var host = new LoadingHost(new HostProcess("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes", environment), port);
        for (var i = 0; i < 2400 && !host.Host.Process.HasExited; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return host;
            }
            catch (SocketException)
            {
                await Task.Delay(25); // not listening yet
            }
        }

        var log = host.Host.Log;
        await host.DisposeAsync();
        throw new InvalidOperationException($"The host does not listen:\n{log}");
    }

    public Task<HostAnswer> SendAsync(HostRequest request) => RawClient.SendAsync(Port, request, BodyFraming.Length, "HTTP/1.1");

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
