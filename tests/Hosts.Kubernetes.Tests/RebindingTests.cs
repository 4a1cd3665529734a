using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The url form against a name server that changes its mind, through the system's own resolver.</summary>
public sealed class RebindingTests : IAsyncDisposable
{
    private const string NameServer = "127.0.0.9";

    private static readonly byte[] Chart = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    private readonly CancellationTokenSource _end = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("resolver-").FullName;
    private readonly RunningHost _host = new();
    private int _asked,
        _inner;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_that_turns_inwards_after_the_first_answer_leads_nowhere()
    {
        Parts.RequireRight(Parts.MountNamespace); // a resolver of its own
        using var names = new UdpClient(new IPEndPoint(IPAddress.Parse(NameServer), 53));
        _ = AnswerNamesAsync(names);
        using var inner = new TcpListener(IPAddress.Loopback, 0);
        inner.Start();
        var port = ((IPEndPoint)inner.LocalEndpoint).Port;
        using var open = new TcpListener(IPAddress.Parse("127.0.0.2"), port);
        open.Start();
        _ = ServeAsync(inner, () => Interlocked.Increment(ref _inner));
        _ = ServeAsync(open, () => 0);
        await File.WriteAllTextAsync(Path.Combine(_folder, "resolv.conf"), $"nameserver {NameServer}\n", Now);
        await _host.StartAsync(
            new() { ["CAPTION_URLS"] = "on", ["CAPTION_URL_NETWORKS"] = "127.0.0.2/32" },
            $"mount --bind '{_folder}/resolv.conf' /etc/resolv.conf"
        );

        Assert.Equal("chart", await AskAsync($"http://rebind.test:{port}/x.png"));
        Assert.Equal("url_forbidden", await AskAsync($"http://rebind.test:{port}/x.png"));
        Assert.Equal("url_forbidden", await AskAsync($"http://inner.test:{port}/x.png"));
        Assert.Equal("url_forbidden", await AskAsync($"http://localhost:{port}/x.png"));
        Assert.True(_asked >= 2);
        Assert.Equal(0, _inner);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _host.DisposeAsync();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> AskAsync(string url)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { image = new { url } }), Encoding.UTF8, "application/json");
        using var response = await _host.Client.PostAsync("/v1/captions", content, Now);
        var root = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Now)).RootElement;
        return root.GetProperty(response.IsSuccessStatusCode ? "kind" : "code").GetString();
    }

    /// <summary>
    /// A name server (RFC 1035): rebind.test is 127.0.0.2 the first time and 127.0.0.1 from then on, every other name is 127.0.0.1;
    /// nothing has an IPv6 address.
    /// </summary>
    private async Task AnswerNamesAsync(UdpClient server)
    {
        while (!_end.IsCancellationRequested)
        {
            var asked = await server.ReceiveAsync(_end.Token);
            var question = asked.Buffer;
            var end = 12;
            while (question[end] != 0)
                end += question[end] + 1;
            var isAddress = question[end + 2] == 1;
            var isRebinding = Encoding.ASCII.GetString(question, 13, 6) == "rebind";
            var last = (byte)(isAddress && isRebinding && Interlocked.Increment(ref _asked) == 1 ? 2 : 1);
            byte[] answer = isAddress ? [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, last] : [];
            await server.SendAsync(
                (byte[])
                    [
                        question[0],
                        question[1],
                        0x81,
                        0x80,
                        0,
                        1,
                        0,
                        (byte)(isAddress ? 1 : 0),
                        0,
                        0,
                        0,
                        0,
                        .. question.AsSpan(12, end + 5 - 12),
                        .. answer,
                    ],
                asked.RemoteEndPoint,
                _end.Token
            );
        }
    }

    private async Task ServeAsync(TcpListener listener, Func<int> count)
    {
        while (!_end.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(_end.Token);
            count();
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[16], _end.Token);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {Chart.Length}\r\nConnection: close\r\n\r\n"
                ),
                _end.Token
            );
            await stream.WriteAsync(Chart, _end.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            await Task.Delay(50, _end.Token);
        }
    }
}
