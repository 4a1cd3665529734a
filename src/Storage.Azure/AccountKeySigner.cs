using Serverless.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>Signs uploads with the account's key.</summary>
internal sealed class AccountKeySigner(byte[] key) : IUploadSigner
{
    public Task<Result<string, StoreFailure>> SignAsync(UploadGrant grant, CancellationToken cancellationToken) =>
        Task.FromResult<Result<string, StoreFailure>>(SharedAccessSignature.OfAccount(SharedAccessSignature.Create, grant.Resource, SharedAccessSignature.Time(grant.ExpiresAt), grant.Protocols, key));
}
