using Serverless.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>Makes the query that lets somebody without credentials create one blob.</summary>
internal interface IUploadSigner
{
    Task<Result<string, StoreFailure>> SignAsync(UploadGrant grant, CancellationToken cancellationToken);
}

/// <summary>What is granted: the right to create, not to replace.</summary>
/// <param name="Resource"><c>/blob/account/container/key</c>, decoded.</param>
/// <param name="ExpiresAt">After this it is refused.</param>
/// <param name="Protocols">https, or https,http for an emulator.</param>
internal sealed record UploadGrant(string Resource, DateTimeOffset ExpiresAt, string Protocols);
