using System.CommandLine;
using Serverless.Ledger;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;
using Serverless.Signing;

namespace Serverless.Cli.Models;

/// <summary>The options of commands that write aliases.</summary>
internal sealed class AliasOptions
{
    private readonly Option<string?> _key = new("--key")
    {
        Description = "A private key on P-256 as PEM, which signs the entry; else that of CAPTION_SIGNING_KEY.",
        HelpName = "FILE.pem",
    };

    private readonly TrustOptions _trust = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_key);
        _trust.AddTo(command);
    }

    /// <summary>Opens the registry. Who signs and names no trusted keys trusts the own one.</summary>
    /// <exception cref="StoppedException">A key cannot be read, none is named, or the registry cannot be opened.</exception>
    /// <param name="parsed">The command line.</param>
    /// <param name="reference">The registry.</param>
    /// <param name="isCreated">Whether a folder that is missing is made.</param>
    public AliasWriter Open(ParseResult parsed, Packages.ModelReference reference, bool isCreated = false)
    {
        var surroundings = ModelSurroundings.Create();
        var policy = _trust.Policy(parsed);
        var signing = ModelSurroundings.SigningKeyOf(parsed.GetValue(_key));
        if (signing is null && !policy.AllowsUnsigned)
        {
            const string NoKey = "No key signs the entry: name one (--key, CAPTION_SIGNING_KEY), or go without (--allow-unsigned).";
            throw PackageStop.Of(PackageFailure.WrongUsage("key", NoKey));
        }

        if (policy.Trusted is null && signing is not null)
            policy = policy with { Trusted = signing.Public };
        var registry = isCreated ? surroundings.Registries.OpenOrCreate(reference) : surroundings.Registries.Open(reference);
        return new AliasWriter(surroundings, reference, registry.OrThrow(), policy, signing);
    }
}

/// <summary>An opened registry whose aliases are written.</summary>
internal sealed record AliasWriter(
    ModelSurroundings Surroundings,
    Packages.ModelReference Reference,
    IModelRegistry Registry,
    PackagePolicy Policy,
    SigningKey? Signing
) : IDisposable
{
    public AliasBook Book =>
        new(
            Registry,
            new AliasKeys(Signing, Policy.Trusted, Policy.AllowsUnsigned, Policy.CacheFolder),
            ModelSurroundings.Clock,
            LedgerAuthor.Of(Environment.GetEnvironmentVariable, ModelSurroundings.Clock).Actor
        );

    public void Dispose()
    {
        Signing?.Dispose();
        Registry.Dispose();
    }
}
