using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>
/// Sends a request as it is written, which no client library does: request line, names and order of headers, framing; one connection a
/// request.
/// With <c>Expect: 100-continue</c> the body waits for the interim answer.
/// </summary>
internal static class RawClient
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Sends to a port of this machine.</summary>
    /// <returns>The answer; an interim one stands in front of it as the header <c>:interim</c>.</returns>
    public static async Task<HostAnswer> SendAsync(int port, HostRequest request, BodyFraming framing, string version)
    {
        using var patience = new CancellationTokenSource(Timeout);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, patience.Token);
        await using var stream = client.GetStream();
        await using var incoming = new BufferedStream(stream);
        var reader = new RawReader(incoming, patience.Token);
        await stream.WriteAsync(HeadOf(request, framing, version), patience.Token);
        var waits = request.Headers.Any(header => header is { Key: "Expect", Value: "100-continue" });
        if (!waits)
            await WriteBodyAsync(stream, request.Body, framing, patience.Token);
        var (status, headers) = await reader.ReadHeadAsync();
        string? interim = null;
        if (status == 100)
        {
            interim = "100";
            if (waits)
                await WriteBodyAsync(stream, request.Body, framing, patience.Token);
            (status, headers) = await reader.ReadHeadAsync();
        }

        var hasBody = request.Method != "HEAD" && status is not (204 or 304);
        var body = hasBody ? await reader.ReadBodyAsync(headers) : [];
        if (interim is not null)
            headers[":interim"] = interim;
        return new HostAnswer(status, headers, body);
    }

    private static byte[] HeadOf(HostRequest request, BodyFraming framing, string version)
    {
        var head = new StringBuilder($"{request.Method} {request.PathAndQuery} {version}\r\n");
        if (!Has(request, "Host"))
            head.Append("Host: localhost\r\n");
        foreach (var (name, value) in request.Headers)
        {
            if (name != "Host" || value != "-") // "-" leaves it out
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (framing is BodyFraming.Chunked or BodyFraming.BrokenChunks)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (
            framing == BodyFraming.Length
            && !Has(request, "Content-Length")
            && (request.Body.Length > 0 || request.Method is "POST" or "PUT" or "PATCH")
        )
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    private static async Task WriteBodyAsync(Stream stream, byte[] body, BodyFraming framing, CancellationToken cancellationToken)
    {
        if (framing == BodyFraming.Chunked)
        {
            var size = Encoding.ASCII.GetBytes(body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
            await stream.WriteAsync(
                (byte[])[.. body.Length > 0 ? size : [], .. body, .. body.Length > 0 ? "\r\n"u8 : [], .. "0\r\n\r\n"u8],
                cancellationToken
            );
        }
        else if (framing == BodyFraming.BrokenChunks)
        {
            await stream.WriteAsync((byte[])[.. "zz\r\n"u8, .. body, .. "\r\n0\r\n\r\n"u8], cancellationToken);
        }
        else if (framing == BodyFraming.Length)
        {
            await stream.WriteAsync(body, cancellationToken);
        }
    }

    private static bool Has(HostRequest request, string name) =>
        request.Headers.Any(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
