using Serverless.Storage;

namespace Serverless.Api.Access;

/// <summary>Who asks, as proven.</summary>
/// <param name="Id">Stable, fit for a log: a key's name, a token's subject, or what the platform says.</param>
/// <param name="Scopes">What this caller may do; see <see cref="Settings.Access.Scopes"/>.</param>
/// <param name="BlobsFrom">Folders whose pictures this caller may name; null for those of the settings.</param>
public sealed record Caller(string Id, IReadOnlySet<string> Scopes, IReadOnlyList<BlobAddress>? BlobsFrom = null);
