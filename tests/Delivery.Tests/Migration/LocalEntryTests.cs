using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Delivery.Migration.Entries;
using Serverless.Ledger;
using Serverless.Testing;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>The entry of the local targets, the real program, before two targets that only say who they are.</summary>
public sealed class LocalEntryTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entry-").FullName;
    private readonly NamedTarget _aws = new("aws"),
        _gcp = new("gcp");
    private Process? _process;
    private JsonObject? _address;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static string Program =>
        Path.Combine(
            Repository.Root,
            "tools",
            "LocalTargets",
            "bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "net10.0",
            "local-targets"
        );

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
            return;
        var start = new ProcessStartInfo(Program, ["serve", "entry", "--environment", "dev", "--state", _folder])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        await _process.StandardOutput.ReadLineAsync(Now); // it says where it listens
        _address = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "target.json"), Now))!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _aws.Dispose();
        _gcp.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Traffic_goes_to_the_new_target_and_back_to_where_it_was()
    {
        Assert.SkipWhen(_address is null, "local-targets is not built: dotnet build tools/LocalTargets -c Release");
        using var first = new LocalEntry(Control, "aws", _aws.Url);
        Assert.Null(await first.SwitchAsync(Now));
        Assert.Equal("aws", await AskAsync());
        using var entry = new LocalEntry(Control, "gcp", _gcp.Url);
        var before = (await entry.FindAsync(Now)).Value!;

        Assert.Null(await entry.SwitchAsync(Now));
        Assert.Equal("gcp", await AskAsync());
        Assert.Null(await entry.SwitchAsync(Now));

        Assert.Null(await entry.RestoreAsync(before, Now));
        Assert.Equal("aws", await AskAsync());
    }

    [Fact]
    public async Task A_target_that_nobody_can_name_gets_no_traffic()
    {
        Assert.SkipWhen(_address is null, "local-targets is not built: dotnet build tools/LocalTargets -c Release");
        using var entry = new LocalEntry(Control, "gcp", null);

        Assert.Equal(ExitCode.WrongUsage, (await entry.SwitchAsync(Now))!.Code);
    }

    private Uri Control => new((string)_address!["controlUrl"]!);

    private async Task<string> AskAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri((string)_address!["captionUrl"]! + "/v1/model"), Now);
    }

    /// <summary>Is ready, and answers its name to everything.</summary>
    private sealed class NamedTarget : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _name;

        public NamedTarget(string name)
        {
            _name = name;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add(Url + "/");
            _listener.Start();
            _ = ServeAsync();
        }

        public string Url { get; }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    context.Response.ContentType = "text/plain";
                    context.Response.Close(Encoding.UTF8.GetBytes(_name), willBlock: false);
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // closed
            }
        }
    }
}
