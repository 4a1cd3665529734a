using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Serverless.Core.Pipeline;
using Serverless.Storage;

namespace Serverless.Api.Access;

/// <summary>The authenticated caller; endpoints take it as a parameter.</summary>
/// <param name="Id">Stable, fit for a log: a key's name, a token's subject, or what the platform says.</param>
/// <param name="Scopes">What this caller may do; see <see cref="Settings.Access.Scopes"/>.</param>
/// <param name="BlobsFrom">Folders whose pictures this caller may name; null for those of the settings.</param>
public sealed record Caller(string Id, IReadOnlySet<string> Scopes, IReadOnlyList<BlobAddress>? BlobsFrom = null)
{
    /// <summary>Requests a minute, at least 1; null for no rate.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Whether nobody knows who it is: whoever sits at this machine, without authentication.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The caller of a request whose endpoint requires one.</summary>
    /// <param name="context">The request.</param>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(CallerIdentity.Of(context.User)?.Caller);
}

/// <summary>A caller as the framework's authorization knows them.</summary>
internal sealed class CallerIdentity : ClaimsIdentity
{
    public CallerIdentity(Caller caller, string scheme)
        : base([new Claim(ClaimTypes.NameIdentifier, caller.Id)], scheme) => Caller = caller;

    public Caller Caller { get; }

    /// <summary>Why this caller, although known, may do nothing here; null where their scopes decide.</summary>
    public CaptionFailure? Denial { get; init; }

    public static CallerIdentity? Of(ClaimsPrincipal user) => user.Identity as CallerIdentity;
}
