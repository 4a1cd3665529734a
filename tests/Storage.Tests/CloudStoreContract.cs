using System.Net;
using System.Net.Sockets;
using Serverless.Testing.Emulators;

namespace Serverless.Storage.Tests;

/// <summary>What stores behind a network keep besides.</summary>
public abstract partial class CloudStoreContract : BlobStoreContract
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(700);

    /// <summary>How the service says that there are too many requests.</summary>
    protected abstract string ThrottlingBody { get; }

    [Fact]
    public async Task A_throttling_service_is_told_from_a_broken_one()
    {
        if (Scheme != "http")
            return; // the proxy cannot speak inside TLS
        var name = await NewNameAsync();
        await using var proxy = new FaultyProxy(Port);
        var store = OpenAt(name, proxy.Address, TimeSpan.FromSeconds(10));
        proxy.Answer("503 Slow Down", ThrottlingBody);
        var throttled = (await store.FindAsync("a.jpg", Now)).Failure!;
        Assert.Equal((StoreFailureReason.Throttled, true), (throttled.Reason, throttled.IsRetryable));
        proxy.Answer("500 Internal Server Error");
        Assert.Equal(StoreFailureReason.Unavailable, (await store.ReadAsync("a.jpg", BlobSelection.All, Now)).Failure!.Reason);
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_at_most_twice_and_what_will_not_pass_is_not()
    {
        if (Scheme != "http")
            return; // the proxy cannot speak inside TLS
        var name = await NewNameAsync();
        await using var proxy = new FaultyProxy(Port);
        var store = OpenAt(name, proxy.Address, TimeSpan.FromSeconds(10));
        proxy.Answer("503 Slow Down", ThrottlingBody);
        Assert.NotNull((await store.ReadAsync("a.jpg", BlobSelection.All, Now)).Failure);
        Assert.Equal(3, proxy.Answered);
        Assert.NotNull((await store.ListAsync("", null, 1, Now)).Failure);
        Assert.Equal(6, proxy.Answered);
        Assert.NotNull((await store.WriteAsync("a.txt", ContentOf("x"), WriteCondition.None, Now)).Failure);
        Assert.Equal(9, proxy.Answered);
        Assert.NotNull(await store.DeleteAsync("a.txt", null, Now));
        Assert.Equal(12, proxy.Answered);
        proxy.Answer("403 Forbidden");
        Assert.NotNull((await store.ReadAsync("a.jpg", BlobSelection.All, Now)).Failure);
        Assert.Equal(13, proxy.Answered);
    }

    [Fact]
    public async Task A_denied_request_is_said_to_be_denied()
    {
        if (Scheme != "http")
            return; // the proxy cannot speak inside TLS
        var name = await NewNameAsync();
        await using var proxy = new FaultyProxy(Port);
        var store = OpenAt(name, proxy.Address, TimeSpan.FromSeconds(10));
        proxy.Answer("403 Forbidden");
        var denied = (await store.FindAsync("a.jpg", Now)).Failure!;
        Assert.Equal((StoreFailureReason.AccessDenied, false), (denied.Reason, denied.IsRetryable));
    }

    [Fact]
    public async Task A_silent_service_is_not_waited_for_for_ever()
    {
        if (Scheme != "http")
            return; // the proxy cannot speak inside TLS
        var name = await NewNameAsync();
        await using var proxy = new FaultyProxy(Port);
        var store = OpenAt(name, proxy.Address, Short);
        proxy.KeepSilent();
        Assert.Equal(StoreFailureReason.TimedOut, (await store.FindAsync("a.jpg", Now)).Failure!.Reason);
    }

    [Fact]
    public async Task An_object_cut_in_the_middle_is_never_taken_for_a_whole_one()
    {
        if (Scheme != "http")
            return; // the proxy cannot speak inside TLS
        var name = await NewNameAsync();
        await using var proxy = new FaultyProxy(Port);
        var store = OpenAt(name, proxy.Address, TimeSpan.FromSeconds(10));
        Got(
            await store.WriteAsync(
                "cut.bin",
                new BlobContent(() => new NumberStream(1 << 20), 1 << 20, "application/octet-stream", BlobProperties.NoMetadata),
                WriteCondition.None,
                Now
            )
        );
        proxy.CutAfter(300_000);
        await using var reading = Got(await store.ReadAsync("cut.bin", BlobSelection.All, Now));
        var cut = (await reading.ToArrayAsync(Now)).Failure!;
        Assert.Equal((StoreFailureReason.Interrupted, true), (cut.Reason, cut.IsRetryable));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unavailable()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        Assert.Equal(
            StoreFailureReason.Unavailable,
            (await OpenAt("nowhere", $"{Scheme}://127.0.0.1:{port}", TimeSpan.FromSeconds(10)).FindAsync("a.jpg", Now)).Failure!.Reason
        );
    }

    protected abstract int Port { get; }

    protected virtual string Scheme => "http";

    protected abstract IBlobStore OpenAt(string container, string endpoint, TimeSpan timeout);

    protected override IBlobStore Open(string container) => OpenAt(container, $"{Scheme}://127.0.0.1:{Port}", TimeSpan.FromSeconds(60));

    private async Task<string> NewNameAsync()
    {
        var name = "c" + Guid.NewGuid().ToString("N")[..16];
        await CreateAsync(name);
        return name;
    }
}
