using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;
using Serverless.Signing;

namespace Serverless.Packages.Aliases;

/// <summary>
/// The aliases of a registry: signed, numbered entries of which the newest counts. A promotion first writes down what served
/// (<c>previous</c>), then what serves (<c>champion</c>): stopped between the two, what served serves on, and the same promotion can be
/// done again.
/// </summary>
/// <param name="registry">The registry.</param>
/// <param name="keys">What signs, and what is trusted.</param>
/// <param name="clock">Gives the times.</param>
/// <param name="actor">Who writes.</param>
public sealed class AliasBook(IModelRegistry registry, AliasKeys keys, TimeProvider clock, string actor)
{
    /// <summary>The media type of an entry where it is signed.</summary>
    public const string PayloadType = "application/vnd.captions.alias.v1+json";

    private readonly KnownAliases _known = new(keys.CacheFolder);

    /// <summary>Reads what an alias means now.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The entry; <c>not_found</c> where there is none, <c>alias_low</c> where a newer one was seen before, or why its signature
    /// does not hold.</returns>
    public async Task<Result<AliasEntry, PackageFailure>> ReadAsync(string alias, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(alias, cancellationToken)).TryGet(out var found, out var failure))
            return failure;
        return found.Entry is { } entry
            ? entry
            : PackageFailure.WrongUsage("not_found", $"{registry.Address} has no alias of that name yet.", FileOf(alias));
    }

    /// <summary>Lets an alias mean a package.</summary>
    /// <param name="package">Name, version and digest of the package.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="why">Why, in plain words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The entry that was written, or stood there already; <c>alias_taken</c> where another writer was first.</returns>
    public async Task<Result<AliasEntry, PackageFailure>> PromoteAsync(
        AliasTarget package,
        string alias,
        string why,
        CancellationToken cancellationToken
    )
    {
        if (!AliasNames.IsAlias(alias))
            return PackageFailure.WrongUsage("alias", $"An alias is one of {string.Join(", ", AliasNames.All)}.", alias);
        if (!(await FindAsync(alias, cancellationToken)).TryGet(out var found, out var failure))
            return failure;
        if (found.Entry is { } same && same.Digest == package.Digest)
            return same;
        if (alias == AliasNames.Champion && found.Entry is { } champion)
        {
            var before = new AliasTarget(champion.Name, champion.Version, champion.Digest);
            if ((await PromoteAsync(before, AliasNames.Previous, why, cancellationToken)).Failure is { } unwritten)
                return unwritten;
        }

        return await WriteAsync(found.Number + 1, package, alias, why, isRollback: false, cancellationToken);
    }

    /// <summary>Lets the champion mean again what <c>previous</c> means: one write.</summary>
    /// <param name="why">Why, in plain words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<AliasEntry, PackageFailure>> RollbackAsync(string why, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(AliasNames.Previous, cancellationToken)).TryGet(out var previous, out var failure))
            return failure;
        if (!(await FindAsync(AliasNames.Champion, cancellationToken)).TryGet(out var found, out failure))
            return failure;
        if (found.Entry?.Digest == previous.Digest)
        {
            var same = $"champion and previous both mean {previous.Version}; promote what should serve instead.";
            return PackageFailure.WrongUsage("alias", same, FileOf(AliasNames.Previous));
        }

        var target = new AliasTarget(previous.Name, previous.Version, previous.Digest);
        return await WriteAsync(found.Number + 1, target, AliasNames.Champion, why, isRollback: true, cancellationToken);
    }

    private async Task<Result<AliasEntry, PackageFailure>> WriteAsync(
        long number,
        AliasTarget package,
        string alias,
        string why,
        bool isRollback,
        CancellationToken cancellationToken
    )
    {
        var entry = new AliasEntry(
            alias,
            number,
            package.Name,
            package.Version,
            package.Digest,
            clock.GetUtcNow().ToUniversalTime(),
            actor,
            why,
            isRollback
        );
        var payload = JsonSerializer.SerializeToUtf8Bytes(entry, SignatureJson.Stored.AliasEntry);
        var envelope = keys.Signing is { } key
            ? DsseEnvelope.Sign(PayloadType, payload, key)
            : new DsseEnvelope(Convert.ToBase64String(payload), PayloadType, []);
        if (await registry.WriteAliasAsync(alias, number, envelope, cancellationToken) is { } failure)
            return failure;
        _known.Keep(registry.Address, alias, number);
        return entry;
    }

    private async Task<Result<FoundAlias, PackageFailure>> FindAsync(string alias, CancellationToken cancellationToken)
    {
        if (!(await registry.ReadAliasAsync(alias, cancellationToken)).TryGet(out var lookup, out var failure))
            return failure;
        var known = _known.Find(registry.Address, alias);
        var number = lookup.Newest?.Number ?? 0;
        if (number < known)
        {
            var low = $"The newest entry is number {number}, and number {known} was seen before.";
            return PackageFailure.Refused("alias_low", low, FileOf(alias));
        }

        if (lookup.Newest is not { } newest)
            return new FoundAlias(0, null);
        if (!new AliasCheck(keys, clock.GetUtcNow()).Open(newest, alias).TryGet(out var entry, out failure))
            return failure;
        _known.Keep(registry.Address, alias, number);
        return new FoundAlias(number, entry);
    }

    internal static string FileOf(string alias) => "aliases/" + alias;

    /// <param name="Number">Of the newest entry; 0 for none.</param>
    /// <param name="Entry">The entry.</param>
    private sealed record FoundAlias(long Number, AliasEntry? Entry);
}

/// <summary>A package that an alias may mean.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Digest">The digest of its manifest.</param>
public sealed record AliasTarget(string Name, string Version, string Digest);
