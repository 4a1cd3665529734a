namespace Serverless.Packages.Aliases;

/// <summary>
/// One numbered step of an alias (<c>candidate</c>, <c>champion</c>, <c>previous</c>): from now on it means this package. The newest
/// number counts; a lower one than known is refused.
/// </summary>
/// <param name="Alias">Which.</param>
/// <param name="Number">Counts from 1 without a gap.</param>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Digest">The digest of its manifest: <c>sha256:…</c>.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="By">Who.</param>
/// <param name="Why">Why, in plain words: <c>promoted</c>, <c>rolled back: …</c>.</param>
/// <param name="Rollback">Whether it goes back: a host then takes a lower version than it serves, which it else does not.</param>
public sealed record AliasEntry(
    string Alias,
    long Number,
    string Name,
    string Version,
    string Digest,
    DateTimeOffset At,
    string By,
    string Why,
    bool Rollback = false
);
