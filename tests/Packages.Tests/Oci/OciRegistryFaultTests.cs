using System.Security.Cryptography;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Tests.Oci;

public sealed class OciRegistryFaultTests
{
    private static readonly OciPace Hurried = new(
        Answer: TimeSpan.FromSeconds(30),
        Piece: TimeSpan.FromSeconds(30),
        FirstPause: TimeSpan.FromMilliseconds(1),
        MaxTries: 3
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, "unauthenticated", PackageFailureKind.WrongUsage)]
    [InlineData(403, "forbidden", PackageFailureKind.WrongUsage)]
    [InlineData(404, "not_found", PackageFailureKind.WrongUsage)]
    [InlineData(429, "busy", PackageFailureKind.TryAgain)]
    [InlineData(500, "registry", PackageFailureKind.TryAgain)]
    [InlineData(400, "registry", PackageFailureKind.Refused)]
    public async Task An_answer_has_its_rule(int status, string rule, PackageFailureKind kind)
    {
        await using var server = await RegistryServer.Create().StartAsync();
        server.Fault = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (status, "0");
            return Task.FromResult(true);
        };
        using var registry = Open(server);
        var failure = (await registry.ReadManifestAsync("1.0.0", Stop)).Failure!;
        Assert.Equal((rule, kind), (failure.Rule, failure.Kind));
    }

    [Fact]
    public async Task Wrong_credentials_are_said_and_never_told()
    {
        await using var server = await RegistryServer.Create(authentication: "Bearer").StartAsync();
        using var registry = Open(server, new OciCredentials("pat", "wrong-password"));
        var failure = (await registry.ReadManifestAsync("1.0.0", Stop)).Failure!;
        Assert.Equal("unauthenticated", failure.Rule);
        Assert.DoesNotContain("wrong-password", failure.ToString());
    }

    [Fact]
    public async Task A_registry_that_fails_once_is_asked_again()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        var left = 2;
        server.Fault = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(Interlocked.Decrement(ref left) >= 0);
        };
        using var registry = Open(server);
        Assert.Equal("not_found", (await registry.ReadManifestAsync("1.0.0", Stop)).Failure!.Rule);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_slow()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        server.Fault = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        using var registry = Open(server, pace: Hurried with { Answer = TimeSpan.FromMilliseconds(200), MaxTries = 1 });
        Assert.Equal("registry_slow", (await registry.ReadManifestAsync("1.0.0", Stop)).Failure!.Rule);
    }

    [Fact]
    public async Task Half_a_layer_breaks_off_and_the_rest_is_had_from_there()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        using var registry = Open(server);
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        Assert.Null(await registry.WriteBlobAsync(Describe(bytes), Of(bytes), Stop));
        var isOpen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Fault = async context =>
        {
            if (context.Request.Headers.Range.Count > 0)
                return false;
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, 50_000));
            await context.Response.Body.FlushAsync();
            await isOpen.Task; // a connection that is reset may lose the head of an answer
            context.Abort();
            return true;
        };
        using var read = new MemoryStream();
        await using (var half = (await registry.OpenBlobAsync(Describe(bytes), 0, Stop)).Value!)
        {
            isOpen.SetResult();
            await Assert.ThrowsAnyAsync<IOException>(() => half.CopyToAsync(read, Stop));
        }

        await using var rest = (await registry.OpenBlobAsync(Describe(bytes), read.Length, Stop)).Value!;
        await rest.CopyToAsync(read, Stop);
        Assert.Equal(bytes, read.ToArray());
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task A_layer_that_stops_coming_breaks_off()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        server.Fault = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[500]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        using var registry = Open(server, pace: Hurried with { Piece = TimeSpan.FromMilliseconds(200) });
        await using var stream = (await registry.OpenBlobAsync(Describe(new byte[1000]), 0, Stop)).Value!;
        await Assert.ThrowsAsync<IOException>(() => stream.CopyToAsync(Stream.Null, Stop));
    }

    [Fact]
    public async Task A_layer_of_another_size_is_refused_before_a_byte_is_read()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        using var registry = Open(server);
        byte[] bytes = [1, 2, 3];
        Assert.Null(await registry.WriteBlobAsync(Describe(bytes), Of(bytes), Stop));
        Assert.Equal("size", (await registry.OpenBlobAsync(Describe(bytes) with { Size = 4 }, 0, Stop)).Failure!.Rule);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_that_was_cut_goes_on_where_it_broke(bool canSeek)
    {
        await using var server = await RegistryServer.Create(authentication: "Bearer").StartAsync();
        server.CutUploadAt = 150_000;
        using var registry = Open(server, new OciCredentials(RegistryServer.User, RegistryServer.Password));
        var bytes = RandomNumberGenerator.GetBytes(400_000);
        Assert.Null(await registry.WriteBlobAsync(Describe(bytes), Of(bytes, canSeek), Stop));
        Assert.Contains(server.Requests, request => request.StartsWith("PATCH ", StringComparison.Ordinal));
        await using var stream = (await registry.OpenBlobAsync(Describe(bytes), 0, Stop)).Value!;
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Stop);
        Assert.Equal(bytes, read.ToArray());
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task A_manifest_of_another_digest_is_refused()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        server.Fault = async context =>
        {
            context.Response.ContentType = "application/vnd.oci.image.manifest.v1+json";
            await context.Response.WriteAsync("{}");
            return true;
        };
        using var registry = Open(server);
        var failure = (await registry.ReadManifestAsync("sha256:" + new string('0', 64), Stop)).Failure!;
        Assert.Equal(("digest", PackageFailureKind.Refused), (failure.Rule, failure.Kind));
    }

    [Fact]
    public async Task A_manifest_without_end_is_refused()
    {
        await using var server = await RegistryServer.Create().StartAsync();
        server.Fault = async context =>
        {
            for (var i = 0; i < 80 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.Body.WriteAsync(new byte[64 << 10]);
            return true;
        };
        using var registry = Open(server);
        Assert.Equal("size", (await registry.ReadManifestAsync("1.0.0", Stop)).Failure!.Rule);
    }

    private static OciRegistry Open(RegistryServer server, OciCredentials? credentials = null, OciPace? pace = null) =>
        new(new OciAddress(server.Host, "acme/models"), credentials ?? OciCredentials.None, TimeProvider.System, pace ?? Hurried);

    private static OciDescriptor Describe(byte[] bytes) =>
        new("application/octet-stream", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    private static Func<CancellationToken, Task<Stream>> Of(byte[] bytes, bool canSeek = true) =>
        _ => Task.FromResult<Stream>(canSeek ? new MemoryStream(bytes) : new Forward(bytes));

    private sealed class Forward(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
