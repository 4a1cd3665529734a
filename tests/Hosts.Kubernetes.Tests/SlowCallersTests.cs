using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The container host among callers who write slowly, read slowly, or connect and say nothing.</summary>
public sealed partial class SlowCallersTests
{
    private const int Many = 24;

    private static readonly byte[] Picture = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "nagasaki-boats.jpg"));

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_who_send_a_piece_of_a_picture_hold_no_place_and_are_sent_away()
    {
        await using var host = new RunningHost();
        await host.StartAsync(
            new()
            {
                ["CAPTION_BATCH"] = "1",
                ["CAPTION_CONCURRENCY"] = "1",
                ["CAPTION_QUEUE"] = "1",
            }
        );
        var slow = await OpenAsync(host, Enumerable.Repeat(Head(Picture.Length), Many));
        foreach (var stream in slow)
            await stream.WriteAsync(Picture.AsMemory(0, 100), Patience);
        await AssertDescribesAsync(host);
        foreach (var stream in slow) // Kestrel's least rate of a body ends them: an answer that says so, or no more than the end
        {
            var answer = await ReadToEndAsync(stream);
            Assert.True(answer.Length == 0 || answer.Contains("\"code\":\"malformed_request\"", StringComparison.Ordinal), answer);
            stream.Dispose();
        }

        await AssertDescribesAsync(host);
    }

    [Fact]
    public async Task Callers_who_do_not_read_their_answers_keep_nobody_waiting_and_find_them_whole()
    {
        await using var host = new RunningHost();
        await host.StartAsync(new() { ["CAPTION_BATCH"] = "1", ["CAPTION_CONCURRENCY"] = "1" });
        var slow = await OpenAsync(host, Enumerable.Repeat(Head(Picture.Length), 6));
        foreach (var stream in slow)
            await stream.WriteAsync(Picture, Patience);
        await AssertDescribesAsync(host); // behind all of them
        foreach (var stream in slow)
        {
            var answer = await ReadToEndAsync(stream);
            Assert.Equal("200", Status().Match(answer).Groups["code"].Value);
            Assert.Contains("\"altText\":", answer, StringComparison.Ordinal);
            stream.Dispose();
        }
    }

    [Fact]
    public async Task Half_open_connections_keep_nobody_waiting_nor_the_host_from_its_end()
    {
        await using var host = new RunningHost();
        await host.StartAsync([]);
        var silent = await OpenAsync(
            host,
            Enumerable.Repeat("", Many).Concat(Enumerable.Repeat("POST /v1/captions HTTP/1.1\r\nHo", Many))
        );
        await AssertDescribesAsync(host);
        Signals.AskToEnd(host.Process);
        await host.Process.WaitForExitAsync(Patience);
        Assert.Equal(0, host.Process.ExitCode);
        foreach (var stream in silent)
            stream.Dispose();
    }

    private static string Head(int length) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/captions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
                + $"Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );

    private static async Task<List<NetworkStream>> OpenAsync(RunningHost host, IEnumerable<string> words)
    {
        var streams = new List<NetworkStream>();
        foreach (var said in words)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
            await socket.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, Patience);
            var stream = new NetworkStream(socket, ownsSocket: true);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(said), Patience);
            streams.Add(stream);
        }

        return streams;
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            return await reader.ReadToEndAsync(Patience);
        }
        catch (IOException) // cut off
        {
            return "";
        }
    }

    private static async Task AssertDescribesAsync(RunningHost host)
    {
        using var answer = await host.PostAsync(Picture);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [GeneratedRegex(@"^HTTP/1\.1 (?<code>\d{3}) ")]
    private static partial Regex Status();
}
