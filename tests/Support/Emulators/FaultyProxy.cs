using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Testing.Emulators;

/// <summary>Stands before an emulator and spoils what comes back: answers in its place, keeps silent, or cuts.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private int _answered;
    private volatile Fault _failure = new(FaultKind.None, "", 0);

    public FaultyProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    private enum FaultKind
    {
        None,
        Answer,
        Silence,
        Cut,
        CutForGood,
        Away,
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many requests it has answered itself.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Answers every request with this status.</summary>
    public void Answer(string statusLine, string body = "") =>
        _failure = new Fault(
            FaultKind.Answer,
            $"HTTP/1.1 {statusLine}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}",
            0
        );

    public void KeepSilent() => _failure = new Fault(FaultKind.Silence, "", 0);

    /// <summary>Closes a connection after so many bytes of answers; the service stays away then.</summary>
    public void CutAfter(long bytes) => _failure = new Fault(FaultKind.CutForGood, "", bytes);

    /// <summary>Closes every connection after so many bytes of answers, and takes the next.</summary>
    public void CutEachAfter(long bytes) => _failure = new Fault(FaultKind.Cut, "", bytes);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // ended
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                if (_failure.Kind == FaultKind.Away)
                    return;
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                await Task.WhenAny(
                    ForwardAsync(client.GetStream(), server.GetStream()),
                    BackAsync(server.GetStream(), client.GetStream())
                );
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // one of both went away
            }
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer, _end.Token) is var count and > 0)
        {
            var fault = _failure;
            if (fault.Kind == FaultKind.Answer)
            {
                Interlocked.Increment(ref _answered);
                await from.WriteAsync(Encoding.ASCII.GetBytes(fault.Text), _end.Token);
                return;
            }

            if (fault.Kind != FaultKind.Silence)
                await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }

    private async Task BackAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 << 10];
        long sent = 0;
        while (await from.ReadAsync(buffer, _end.Token) is var count and > 0)
        {
            var fault = _failure;
            if (fault.Kind is FaultKind.Cut or FaultKind.CutForGood && sent + count > fault.Bytes)
            {
                if (fault.Kind == FaultKind.CutForGood)
                    _failure = fault with { Kind = FaultKind.Away };
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            sent += count;
        }
    }

    private sealed record Fault(FaultKind Kind, string Text, long Bytes);
}
