using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Core;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Releases;

/// <summary>Makes a release of packages: copies them, writes release.json last, then the ledger.</summary>
/// <param name="releases">Where releases are.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="clock">Gives the time of publishing.</param>
internal sealed class ReleasePublisher(ReleaseStore releases, DeliveryLedger ledger, TimeProvider clock)
{
    /// <summary>Publishes. The same content again is a no-op, and finishes what was interrupted; other content is refused.</summary>
    /// <param name="request">What is published.</param>
    /// <param name="cancellationToken">Ends it; running it again goes on.</param>
    public async Task<Result<Release, DeliveryFailure>> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (!Gather(request).TryGet(out var release, out var failure))
            return failure;
        if (!(await releases.ReadAsync(request.Version, cancellationToken)).TryGet(out var stored, out failure))
            return failure;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(release, DeliveryJson.Stored.Release);
        if (stored.Bytes is { } before)
        {
            if (DeliveryStore.Parse(before, DeliveryJson.Stored.Release).Value is not { } published || !published.IsSameAs(release))
            {
                return DeliveryFailure.Refused(
                    $"Version {request.Version} was published with other content. A version is written once: publish under a new one."
                );
            }

            (release, bytes) = (published, before);
        }
        else
        {
            foreach (var file in FilesOf(request, release))
            {
                var sha256 = await HashAsync(file, cancellationToken);
                if (await releases.KeepAsync(request.Version, file, sha256, cancellationToken) is { } unkept)
                    return unkept;
            }

            if (await releases.WriteAsync(request.Version, ReleaseStore.ReleaseFile, bytes, cancellationToken) is { } unwritten)
                return unwritten;
        }

        if (ledger.Entries.Any(entry => entry.Kind == EntryKind.Built && entry.Version == request.Version))
            return release;
        return await ledger.AppendAsync(EntryOf(release, LedgerFile.HashOf(bytes)), cancellationToken) is { } unsaid ? unsaid : release;
    }

    private static LedgerEntry EntryOf(Release release, string sha256) =>
        new()
        {
            Kind = EntryKind.Built,
            Version = release.Version,
            Commit = release.Commit,
            CommittedAt = release.CommittedAt,
            Models = release.Models,
            Evidence =
            [
                new Evidence(ReleaseStore.ReleaseFile, sha256),
                .. release.Packages.Select(package => new Evidence(package.File, package.Sha256)),
            ],
        };

    private Result<Release, DeliveryFailure> Gather(PublishRequest request)
    {
        if (SemanticVersion.Validate(request.Version) is { } malformed)
            return malformed;
        var packages = new List<ReleasePackage>();
        ModelReference[]? models = null;
        foreach (var target in TargetNames.All)
        {
            var file = PathOf(request, target);
            if (!File.Exists(file))
                continue;
            if (!PackagedModels.Read(file).TryGet(out var held, out var fault))
                return DeliveryFailure.WrongUsage($"{file}: {fault}. Make it again: make package.");
            models ??= held;
            if (!models.SequenceEqual(held))
            {
                return DeliveryFailure.Refused(
                    $"{file} holds another model ({held[0].Version}, {held[0].Digest}) than the packages before it "
                        + $"({models[0].Version}, {models[0].Digest}): one of them is stale. Make all again: make package."
                );
            }

            using var stream = File.OpenRead(file);
            var bill = Path.ChangeExtension(file, ".cdx.json");
            packages.Add(
                new ReleasePackage(
                    target,
                    Path.GetFileName(file),
                    Convert.ToHexStringLower(SHA256.HashData(stream)),
                    stream.Length,
                    File.Exists(bill) ? Path.GetFileName(bill) : null,
                    OciImage.DigestOf(Path.Combine(request.PackagesFolder, target, "image"))
                )
            );
        }

        if (packages.Count == 0)
            return DeliveryFailure.WrongUsage($"{request.PackagesFolder} holds no packages (TARGET/captions-TARGET.zip). make package.");
        return new Release
        {
            Version = request.Version,
            Commit = request.Commit,
            CommittedAt = request.CommittedAt,
            CreatedAt = clock.GetUtcNow().ToUniversalTime(),
            Models = models!,
            Packages = packages,
        };
    }

    private static IEnumerable<string> FilesOf(PublishRequest request, Release release) =>
        release.Packages.SelectMany(package =>
            new[] { package.File, package.BillOfMaterials }
                .OfType<string>()
                .Select(file => Path.Combine(request.PackagesFolder, package.Target, file))
        );

    private static string PathOf(PublishRequest request, string target) =>
        Path.Combine(request.PackagesFolder, target, $"captions-{target}.zip");

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}

/// <summary>What is published.</summary>
/// <param name="Version">The semantic version.</param>
/// <param name="PackagesFolder">A folder a target, as <c>make package</c> leaves it.</param>
/// <param name="Commit">The commit the packages were built from.</param>
/// <param name="CommittedAt">When it was made; null where that is not known.</param>
internal sealed record PublishRequest(string Version, string PackagesFolder, string Commit, DateTimeOffset? CommittedAt);
