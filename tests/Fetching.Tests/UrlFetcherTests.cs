using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;
using Serverless.Settings;
using Serverless.Testing;

namespace Serverless.Fetching.Tests;

/// <summary>Two servers on one port: 127.0.0.2 may be fetched from, 127.0.0.1 may not, and counts whoever comes all the same.</summary>
public sealed class UrlFetcherTests : IAsyncLifetime
{
    private static readonly IPAddress Public = IPAddress.Parse("127.0.0.2");

    private WebServer _inner = null!,
        _open = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public static TheoryData<string> Guarded { get; } =
    [
        "http://127.0.0.1:{0}/",
        "http://127.1:{0}/",
        "http://127.0.1:{0}/",
        "http://0x7f.1:{0}/",
        "http://0x7f000001:{0}/",
        "http://2130706433:{0}/",
        "http://017700000001:{0}/",
        "http://0177.0.0.01:{0}/",
        "http://127.0.0.1.:{0}/",
        "http://localhost:{0}/",
        "http://LOCALHOST.:{0}/",
        "http://[::1]:{0}/",
        "http://[::]:{0}/",
        "http://[0:0:0:0:0:0:0:1]:{0}/",
        "http://[::ffff:127.0.0.1]:{0}/",
        "http://[::ffff:7f00:1]:{0}/",
        "http://[::127.0.0.1]:{0}/",
        "http://[64:ff9b::7f00:1]:{0}/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://0.0.0.0:{0}/",
        "http://0:{0}/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://192.0.0.192/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[fe80::1%25lo]:{0}/",
        "http://[fc00::1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:db8::1]/",
        "http://１２７.０.０.１:{0}/",
        "http://①②⑦.⓪.⓪.①:{0}/",
        "http://metadata.google.internal/",
        "http://inner.test:{0}/",
        "http://mixed-inner.test:{0}/x",
        "http://user:key@open.test:{0}/",
        "http://open.test@127.0.0.1:{0}/",
        "http://open.test:25/",
        "http:\\\\127.0.0.1:{0}\\",
        "ftp://open.test/x.jpg",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{0}/",
        "//127.0.0.1:{0}/",
        "http://",
        "data:image/png;base64,AA==",
    ];

    public async ValueTask InitializeAsync()
    {
        _inner = await WebServer.StartAsync(IPAddress.Loopback, 0, context => context.Response.WriteAsync("secret"));
        _open = await WebServer.StartAsync(Public, _inner.Port, AnswerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await _open.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task No_socket_is_opened_to_a_guarded_address(string address)
    {
        using var fetcher = Fetcher(_ => [IPAddress.Loopback]);
        var failure = (await fetcher.FetchAsync(string.Format(null, address, _inner.Port), "me", Now)).Failure;
        Assert.Equal(FailureReason.UrlForbidden, failure?.Reason);
        Assert.Equal(0, _inner.Connections);
    }

    [Fact]
    public async Task A_name_that_leads_to_an_allowed_address_is_fetched()
    {
        using var fetcher = Fetcher(_ => [Public]);
        Assert.Equal("picture", await TextAsync(fetcher, "http://open.test:{0}/picture"));
    }

    [Fact]
    public async Task A_compressed_answer_is_undone_although_nobody_asked_for_it()
    {
        using var fetcher = Fetcher(_ => [Public]);
        Assert.Equal("picture", await TextAsync(fetcher, "http://open.test:{0}/zipped"));
    }

    [Fact]
    public async Task A_name_that_leads_there_and_elsewhere_is_fetched_there_alone()
    {
        using var fetcher = Fetcher(_ => [IPAddress.Loopback, Public, IPAddress.IPv6Loopback]);
        Assert.Equal("picture", await TextAsync(fetcher, "http://mixed.test:{0}/picture"));
        Assert.Equal(0, _inner.Connections);
    }

    [Fact]
    public async Task A_name_that_is_bound_anew_after_the_check_gains_nothing()
    {
        var asked = 0;
        using var fetcher = Fetcher(_ => asked++ == 0 ? [Public] : [IPAddress.Loopback]);
        Assert.Equal("picture", await TextAsync(fetcher, "http://rebind.test:{0}/picture"));
        Assert.Equal(1, asked); // what was asked is what was connected to
        Assert.Equal(FailureReason.UrlForbidden, await ReasonAsync(fetcher, "http://rebind.test:{0}/picture"));
        Assert.Equal(0, _inner.Connections);
    }

    [Theory]
    [InlineData("/to?http://127.0.0.1:{0}/")]
    [InlineData("/to?http://inner.test:{0}/")]
    [InlineData("/to?http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("/to?//127.0.0.1:{0}/")]
    [InlineData("/to?file:///etc/passwd")]
    [InlineData("/to?http://user:key@open.test:{0}/picture")]
    [InlineData("/chain/2?http://127.0.0.1:{0}/")]
    public async Task A_redirect_is_checked_like_an_address(string path)
    {
        using var fetcher = Fetcher(name => name.StartsWith("open", StringComparison.Ordinal) ? [Public] : [IPAddress.Loopback]);
        Assert.Equal(FailureReason.UrlForbidden, await ReasonAsync(fetcher, "http://open.test:{0}" + path));
        Assert.Equal(0, _inner.Connections);
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_no_more()
    {
        using var fetcher = Fetcher(_ => [Public]);
        Assert.Equal("picture", await TextAsync(fetcher, "http://open.test:{0}/chain/2?/picture"));
        Assert.Equal(FailureReason.UrlUnreachable, await ReasonAsync(fetcher, "http://open.test:{0}/chain/3?/picture"));
    }

    [Theory]
    [InlineData("/large", FailureReason.UrlTooLarge)]
    [InlineData("/endless", FailureReason.UrlTooLarge)]
    [InlineData("/missing", FailureReason.UrlUnreachable)]
    [InlineData("/empty", FailureReason.UrlUnreachable)]
    [InlineData("/unzipped", FailureReason.UrlUnreachable)]
    [InlineData("/zipped-in-a-way-of-its-own", FailureReason.UrlUnreachable)]
    [InlineData("/bomb", FailureReason.UrlTooLarge)]
    [InlineData("/slow", FailureReason.UrlUnreachable)]
    [InlineData("/cut", FailureReason.UrlUnreachable)]
    [InlineData("/headers", FailureReason.UrlUnreachable)]
    public async Task What_comes_is_bounded(string path, FailureReason reason)
    {
        using var fetcher = Fetcher(_ => [Public], time: path == "/slow" ? TimeSpan.FromMilliseconds(500) : null);
        Assert.Equal(reason, await ReasonAsync(fetcher, "http://open.test:{0}" + path));
    }

    [Fact]
    public async Task A_caller_has_so_many_fetches_a_minute_and_another_one_their_own()
    {
        using var fetcher = Fetcher(_ => [Public], perMinute: 2);
        Assert.Null(await ReasonAsync(fetcher, "http://open.test:{0}/picture"));
        Assert.Null(await ReasonAsync(fetcher, "http://open.test:{0}/picture"));
        Assert.Equal(FailureReason.Busy, await ReasonAsync(fetcher, "http://open.test:{0}/picture"));
        Assert.Null((await fetcher.FetchAsync($"http://open.test:{_open.Port}/picture", "another", Now)).Failure);
    }

    [Fact]
    public async Task Neither_credentials_nor_cookies_nor_the_environments_proxy_are_used()
    {
        Environment.SetEnvironmentVariable("http_proxy", $"http://127.0.0.1:{_inner.Port}");
        try
        {
            using var fetcher = Fetcher(_ => [Public]);
            Assert.Equal("none", await TextAsync(fetcher, "http://open.test:{0}/cookie"));
            Assert.Equal("none", await TextAsync(fetcher, "http://open.test:{0}/cookie"));
            Assert.Equal(0, _inner.Connections);
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", null);
        }
    }

    [Fact]
    public async Task A_proxy_that_is_set_is_used_for_names_and_never_for_guarded_addresses()
    {
        using var fetcher = new UrlFetcher(
            new UrlSettings(true, [], TimeSpan.FromSeconds(10), 100, new Uri($"http://127.0.0.2:{_open.Port}")),
            100_000,
            new AddressRules([]),
            null,
            TimeProvider.System
        );
        Assert.Equal("picture", Encoding.UTF8.GetString((await fetcher.FetchAsync("http://pictures.example/picture", "me", Now)).Value!));
        var before = _open.Connections;
        Assert.Equal(FailureReason.UrlForbidden, (await fetcher.FetchAsync("http://169.254.169.254/picture", "me", Now)).Failure!.Reason);
        Assert.Equal(before, _open.Connections);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var (path, response) = (context.Request.Path.Value!, context.Response);
        var target = context.Request.QueryString.Value!.TrimStart('?');
        switch (path)
        {
            case "/picture":
                response.Headers.Connection = "close"; // the next fetch must ask for the address again
                await response.WriteAsync("picture");
                break;
            case "/cookie":
                response.Headers.SetCookie = "id=1";
                await response.WriteAsync(
                    context.Request.Headers.Cookie + context.Request.Headers.Authorization.ToString() is { Length: > 0 } told
                        ? told
                        : "none"
                );
                break;
            case "/to":
                response.Redirect(Uri.UnescapeDataString(target));
                break;
            case "/large":
                response.ContentLength = 1L << 40;
                await response.StartAsync();
                break;
            case "/endless":
                while (!context.RequestAborted.IsCancellationRequested)
                    await response.Body.WriteAsync(new byte[10_000], context.RequestAborted);
                break;
            case "/missing":
                response.StatusCode = 404;
                break;
            case "/empty":
                break;
            case "/unzipped":
                response.Headers.ContentEncoding = "gzip";
                await response.WriteAsync("x");
                break;
            case "/zipped-in-a-way-of-its-own":
                response.Headers.ContentEncoding = "zstd";
                await response.WriteAsync("x");
                break;
            case "/zipped":
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(Zipped("picture"u8.ToArray()));
                break;
            case "/bomb":
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(Zipped(new byte[1 << 20]));
                break;
            case "/slow":
                await response.WriteAsync("a");
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "/cut":
                response.ContentLength = 1_000;
                await response.WriteAsync("a");
                context.Abort();
                break;
            case "/headers":
                response.Headers["X-Long"] = new string('x', 60_000);
                await response.WriteAsync("a");
                break;
            default:
                var left = int.Parse(path.Split('/')[2], System.Globalization.CultureInfo.InvariantCulture);
                response.Redirect(left == 0 ? Uri.UnescapeDataString(target) : $"/chain/{left - 1}?{target}");
                break;
        }
    }

    private UrlFetcher Fetcher(Func<string, IPAddress[]> names, TimeSpan? time = null, int perMinute = 1_000)
    {
        var settings = new UrlSettings(true, [], time ?? TimeSpan.FromSeconds(20), perMinute, null);
        return new UrlFetcher(
            settings,
            100_000,
            new AddressRules([IPNetwork.Parse("127.0.0.2/32")]),
            (name, _) => name.Length > 0 ? Task.FromResult(names(name)) : throw new SocketException(),
            TimeProvider.System
        );
    }

    private async Task<string> TextAsync(UrlFetcher fetcher, string address)
    {
        var fetched = await fetcher.FetchAsync(string.Format(null, address, _open.Port), "me", Now);
        Assert.True(fetched.TryGet(out var bytes, out var failure), failure?.ToString());
        return Encoding.UTF8.GetString(bytes).Trim();
    }

    private async Task<FailureReason?> ReasonAsync(UrlFetcher fetcher, string address) =>
        (await fetcher.FetchAsync(string.Format(null, address, _open.Port), "me", Now)).Failure?.Reason;

    private static byte[] Zipped(byte[] bytes)
    {
        using var kept = new MemoryStream();
        using (var zip = new GZipStream(kept, CompressionLevel.Fastest))
            zip.Write(bytes);
        return kept.ToArray();
    }
}
