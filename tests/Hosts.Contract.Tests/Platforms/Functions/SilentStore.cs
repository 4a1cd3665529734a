using System.Net;
using System.Net.Sockets;

namespace Serverless.Hosts.Contract.Tests.Platforms.Functions;

/// <summary>A blob account that takes connections and never answers: what reads from it runs until somebody ends it.</summary>
internal sealed class SilentStore : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously),
        _calledAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SilentStore()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Somebody reads from it.</summary>
    public Task Called => _called.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>A second one does.</summary>
    public Task CalledAgain => _calledAgain.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>A picture in it.</summary>
    public string Picture => "az://silent/pictures/in/a.png";

    /// <summary>An event about it.</summary>
    public string Event =>
        """
            {"id":"1","eventType":"Microsoft.Storage.BlobCreated",
            "data":{"api":"PutBlob","url":"https://silent.blob.core.windows.net/pictures/in/a.png"}}
            """;

    public (string, string)[] Settings =>
        [
            ("CAPTION_EVENTS_FROM", "az://silent/pictures/in/"),
            ("CAPTION_BLOBS_FROM", "az://silent/pictures/in/"),
            ("CAPTION_PLATFORM_SCOPES", "caption,blob"),
            (
                "AZURE_STORAGE_CONNECTION_STRING",
                $"DefaultEndpointsProtocol=http;AccountName=silent;AccountKey={Convert.ToBase64String(new byte[32])};"
                    + $"BlobEndpoint=http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/silent;"
            ),
        ];

    public void Dispose()
    {
        _listener.Dispose();
        _clients.ForEach(client => client.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _clients.Add(await _listener.AcceptTcpClientAsync());
                if (!_called.TrySetResult())
                    _calledAgain.TrySetResult();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }
}
