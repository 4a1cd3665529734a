using System.Globalization;
using Serverless.Ledger;
using Serverless.Packages.Aliases;

namespace Serverless.Cli.Models;

/// <summary>What a registry holds.</summary>
/// <param name="Registry">Its address.</param>
/// <param name="Versions">Lowest first.</param>
/// <param name="Aliases">What aliases mean.</param>
/// <param name="Ledger">What was done; null unless asked for.</param>
internal sealed record ModelListDocument(
    string Registry,
    IReadOnlyList<ListedVersion> Versions,
    IReadOnlyList<AliasEntry> Aliases,
    IReadOnlyList<LedgerLine>? Ledger
);

/// <summary>A version.</summary>
internal sealed record ListedVersion(
    string Tag,
    string Name,
    string Version,
    string Digest,
    long Bytes,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string>? Licenses
)
{
    public string ToLine() =>
        string.Join(
            '\t',
            SingleLine.Escape(Name),
            Version,
            Digest,
            string.Join(',', Aliases),
            Bytes.ToString(CultureInfo.InvariantCulture),
            SingleLine.Escape(string.Join(',', Licenses ?? []))
        );
}

/// <summary>An entry of the ledger.</summary>
internal sealed record LedgerLine(DateTimeOffset At, string Kind, string? Version, string? Digest, string By, string? Why, string? Commit)
{
    public static LedgerLine Of(LedgerEntry entry) =>
        new(
            entry.At,
            entry.Kind,
            entry.Version,
            entry.Models is [var model, ..] ? model.Digest : null,
            entry.Actor,
            entry.Why,
            entry.Commit
        );
}
