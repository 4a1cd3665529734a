using System.Text;
using System.Xml.Linq;
using Azure.Core;
using Azure.Core.Pipeline;
using Serverless.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>Signs uploads in the name of the host's own identity: no key of the account is needed. The service's key is kept until it is too short for a grant.</summary>
internal sealed class UserDelegationSigner(HttpPipeline pipeline, string endpoint, TimeProvider clock) : IUploadSigner
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(6);

    /// <summary>The service refuses keys that start in its future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private volatile Kept? _kept;

    public async Task<Result<string, StoreFailure>> SignAsync(UploadGrant grant, CancellationToken cancellationToken)
    {
        if (_kept is not { } kept || kept.Until < grant.ExpiresAt)
        {
            var asked = await AskAsync(Max(clock.GetUtcNow() + Life, grant.ExpiresAt), cancellationToken);
            if (!asked.TryGet(out kept, out var failure)) return failure;
            _kept = kept;
        }

        return SharedAccessSignature.OfDelegation(SharedAccessSignature.Create, grant.Resource, SharedAccessSignature.Time(grant.ExpiresAt), grant.Protocols, kept.Key);
    }

    private async Task<Result<Kept, StoreFailure>> AskAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        using var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = RequestMethod.Post;
        request.Uri.Reset(new Uri(endpoint + "/?restype=service&comp=userdelegationkey"));
        request.Headers.SetValue("x-ms-version", BlobAccount.ServiceVersion);
        request.Headers.SetValue("Content-Type", "application/xml");
        request.Content = RequestContent.Create(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>{SharedAccessSignature.Time(clock.GetUtcNow() - Skew)}</Start><Expiry>{SharedAccessSignature.Time(until)}</Expiry></KeyInfo>"));
        await pipeline.SendAsync(message, cancellationToken);
        if (message.Response.Status != 200) return BlobFailures.Of(message.Response, null);
        var key = XDocument.Parse(message.Response.Content.ToString()).Root!;
        string Text(string name) => key.Element(name)?.Value ?? "";
        return new Kept(new DelegationKey(Text("SignedOid"), Text("SignedTid"), Text("SignedStart"), Text("SignedExpiry"), Text("SignedService"), Text("SignedVersion"), Text("Value")), until);
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record Kept(DelegationKey Key, DateTimeOffset Until);
}
