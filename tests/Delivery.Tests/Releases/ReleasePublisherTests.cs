using System.Text;
using Serverless.Core;
using Serverless.Delivery.Releases;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Releases;

public sealed class ReleasePublisherTests : IDisposable
{
    private readonly TestDelivery _delivery = new();
    private readonly TestPackages _packages = new();

    public ReleasePublisherTests()
    {
        _packages.Write("aws");
        _packages.Write("kubernetes");
    }

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task A_release_has_its_packages_by_digest_and_its_models()
    {
        var release = (await PublishAsync("1.0.0")).Value!;

        Assert.Equal(["aws", "kubernetes"], release.Packages.Select(package => package.Target));
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_packages.Folder, "aws", "captions-aws.zip"));
        Assert.Equal(LedgerFile.HashOf(bytes), release.PackageOf("aws")!.Sha256);
        Assert.Equal(bytes, await _delivery.ReadAsync("releases/1.0.0/captions-aws.zip"));
        Assert.StartsWith("sha256:", release.Models[0].Digest, StringComparison.Ordinal);
        Assert.Equal(EntryKind.Built, (await _delivery.LedgerAsync()).Entries.Single().Kind);
    }

    [Fact]
    public async Task The_same_content_again_changes_nothing()
    {
        await PublishAsync("1.0.0");
        var before = await _delivery.ObjectsAsync();
        _delivery.Clock.Advance(TimeSpan.FromHours(1));

        Assert.NotNull((await PublishAsync("1.0.0")).Value);
        Assert.Equal(before, await _delivery.ObjectsAsync());
    }

    [Fact]
    public async Task Other_content_under_the_same_version_is_refused()
    {
        await PublishAsync("1.0.0");
        var before = await _delivery.ObjectsAsync();
        _packages.Write("aws", program: "another program");

        Assert.Equal(ExitCode.Refused, (await PublishAsync("1.0.0")).Failure!.Code);
        Assert.Equal(before, await _delivery.ObjectsAsync());
    }

    [Fact]
    public async Task A_publish_that_was_killed_at_any_write_is_finished_by_the_next()
    {
        for (var killedAt = 0; killedAt < 6; killedAt++)
        {
            var delivery = new TestDelivery();
            var writes = 0;
            var kill = killedAt;
            delivery.Faults.Fault = (call, _) =>
                call == "write" && writes++ == kill ? throw new InvalidOperationException("killed") : null;
            await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync("1.0.0", delivery));
            delivery.Faults.Fault = (_, _) => null;

            Assert.NotNull((await PublishAsync("1.0.0", delivery)).Value);

            Assert.Single((await delivery.LedgerAsync()).Entries);
            Assert.NotNull((await FindAsync("1.0.0", delivery)).Value);
        }
    }

    [Fact]
    public async Task Packages_with_different_models_are_refused_before_anything_is_written()
    {
        _packages.Write("kubernetes", model: "stale weights");

        var failure = (await PublishAsync("1.0.0")).Failure!;

        Assert.Contains("one of them is stale", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(await _delivery.ObjectsAsync());
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("v1.0.0")]
    [InlineData("1.0.0+5")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-")]
    [InlineData("latest")]
    [InlineData("../1.0.0")]
    [InlineData("")]
    public async Task Only_semantic_versions_are_published(string version)
    {
        Assert.Equal(ExitCode.WrongUsage, (await PublishAsync(version)).Failure!.Code);
        Assert.Empty(await _delivery.ObjectsAsync());
    }

    [Theory]
    [InlineData("0.1.0")]
    [InlineData("1.0.0-rc.1")]
    [InlineData("0.1.0-dev.123.abc1234")]
    public void Semantic_versions_are_taken(string version) => Assert.Null(SemanticVersion.Validate(version));

    [Fact]
    public async Task A_version_that_was_never_built_is_refused_with_what_to_do()
    {
        var failure = (await FindAsync("9.9.9", _delivery)).Failure!;

        Assert.Equal(ExitCode.Refused, failure.Code);
        Assert.Contains("never built", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_was_changed_after_it_was_published_is_refused()
    {
        await PublishAsync("1.0.0");
        var text = Encoding.UTF8.GetString(await _delivery.ReadAsync("releases/1.0.0/release.json"));
        await _delivery.WriteAsync(
            "releases/1.0.0/release.json",
            Encoding.UTF8.GetBytes(text.Replace("caption-base", "caption-evil", StringComparison.Ordinal))
        );

        Assert.Contains("not what was published", (await FindAsync("1.0.0", _delivery)).Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_was_changed_after_it_was_published_is_refused()
    {
        var release = (await PublishAsync("1.0.0")).Value!;
        await _delivery.WriteAsync("releases/1.0.0/captions-aws.zip", [1, 2, 3]);

        var context = await _delivery.OpenAsync();
        var opened = await context.Releases.OpenPackageAsync(release, release.PackageOf("aws")!, _packages.Folder, default);

        Assert.Equal(ExitCode.Refused, opened.Failure!.Code);
    }

    [Fact]
    public async Task A_signature_holds_for_exactly_the_packages_it_was_made_over()
    {
        using var key = new TestKey();
        using var other = new TestKey();
        var release = (await PublishAsync("1.0.0")).Value!;
        var releases = (await _delivery.OpenAsync()).Releases;
        var unsigned = await releases.VerifyAsync(release, key.Keys.Trusted!, default);

        Assert.Null(await releases.SignAsync(release, key.Keys.Signing!, default));

        Assert.Contains("is not signed", unsigned!.Detail, StringComparison.Ordinal);
        Assert.Null(await releases.VerifyAsync(release, key.Keys.Trusted!, default));
        Assert.Contains(
            "trusted key",
            (await releases.VerifyAsync(release, other.Keys.Trusted!, default))!.Detail,
            StringComparison.Ordinal
        );
        var changed = release with { Packages = [release.Packages[0] with { Sha256 = "00" }] };
        Assert.Contains(
            "other packages",
            (await releases.VerifyAsync(changed, key.Keys.Trusted!, default))!.Detail,
            StringComparison.Ordinal
        );
    }

    private Task<Result<Release, DeliveryFailure>> PublishAsync(string version) => PublishAsync(version, _delivery);

    private async Task<Result<Release, DeliveryFailure>> PublishAsync(string version, TestDelivery delivery)
    {
        var context = await delivery.OpenAsync();
        return await new ReleasePublisher(context.Releases, context.Ledger, delivery.Clock).PublishAsync(
            new PublishRequest(version, _packages.Folder, "abc1234", delivery.Clock.GetUtcNow()),
            CancellationToken.None
        );
    }

    private static async Task<Result<Release, DeliveryFailure>> FindAsync(string version, TestDelivery delivery)
    {
        var context = await delivery.OpenAsync();
        return await context.Releases.FindAsync(context.Ledger, version, CancellationToken.None);
    }
}
