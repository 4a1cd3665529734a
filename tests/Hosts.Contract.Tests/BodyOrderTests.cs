using System.Net.Sockets;
using System.Text;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Who asks is told from the head of a request on every host: a stranger's body is neither waited for nor held.</summary>
public sealed class BodyOrderTests(KeyedHosts hosts) : IClassFixture<KeyedHosts>
{
    [Theory]
    [InlineData("POST /v1/captions", "", 401)]
    [InlineData("POST /v1/captions", "X-Api-Key: wrong\r\n", 401)]
    [InlineData("POST /v1/reviews", "X-Api-Key: right\r\n", 403)]
    [InlineData("POST /nowhere", "", 404)]
    [InlineData("DELETE /v1/captions", "", 405)]
    [InlineData("POST /v1/captions", "X-Api-Key: right\r\nContent-Type: image/png\r\n", 413)]
    public async Task The_answer_comes_before_the_body(string line, string headers, int status)
    {
        foreach (var (name, platform) in hosts.Listening)
        {
            var (socket, more) = Connect(platform);
            using (socket)
            {
                var head = $"{line} HTTP/1.1\r\nHost: localhost\r\n{more}{headers}Content-Length: 50000000\r\n\r\n";
                Assert.Equal((name, status), (name, await StatusAsync(socket, head)));
            }
        }
    }

    [Fact]
    public async Task Bodies_that_are_still_coming_are_bounded_in_number()
    {
        const string Head = "POST /v1/captions HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: right\r\nContent-Type: image/png\r\n",
            Length = "Content-Length: 1000\r\n\r\n";
        await using var own = new KeyedHosts(); // the bodies of other tests count too
        await own.InitializeAsync();
        foreach (var (name, platform) in own.Listening)
        {
            var slow = new List<TcpClient>();
            for (var i = 0; i < 2; i++)
            {
                var (socket, more) = Connect(platform);
                slow.Add(socket);
                // "100 Continue" comes when the host begins to read the body: from then on it counts.
                Assert.Equal((name, 100), (name, await StatusAsync(socket, Head + more + "Expect: 100-continue\r\n" + Length)));
            }

            var (third, invocation) = Connect(platform);
            using (third)
            {
                Assert.Equal((name, 429), (name, await StatusAsync(third, Head + invocation + Length)));
            }

            slow.ForEach(one => one.Dispose());
        }
    }

    [Theory]
    [InlineData("", 401)]
    [InlineData("right", 413)]
    public async Task Lambda_tells_strangers_nothing_of_its_limits(string key, int status)
    {
        KeyValuePair<string, string>[] headers =
        [
            new("Content-Type", "image/png"),
            .. key.Length > 0 ? [new KeyValuePair<string, string>("X-Api-Key", key)] : Array.Empty<KeyValuePair<string, string>>(),
        ];
        Assert.Equal(status, (await hosts.Lambda.SendAsync(new HostRequest("POST", "/v1/captions", headers, new byte[200_000]))).Status);
    }

    /// <summary>
    /// A connection to the host itself. In front of Azure's worker the platform's proxy sends a body whole before it reads an answer,
    /// which tells nothing of the worker: there the connection goes to the worker's own server, with the invocation that the proxy
    /// would add.
    /// </summary>
    private static (TcpClient Socket, string Headers) Connect(ListeningPlatform platform) =>
        platform.Functions is { } functions
            ? (new TcpClient("127.0.0.1", functions.WorkerAddress.Port), functions.InvokeHttp())
            : (new TcpClient("127.0.0.1", platform.Port), "");

    private static async Task<int> StatusAsync(TcpClient socket, string request)
    {
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[64];
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var count = await stream.ReadAsync(buffer, time.Token);
        return count > 12 ? int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), null) : 0;
    }
}
