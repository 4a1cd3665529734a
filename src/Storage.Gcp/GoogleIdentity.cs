using Google.Apis.Auth.OAuth2;

namespace Serverless.Storage.Gcp;

/// <summary>Who this process is to Google. Found at the first call, not at the start; a search that failed is made again.</summary>
internal sealed class GoogleIdentity(Func<Task<GoogleCredential>> find)
{
    private volatile Task<GoogleCredential>? _found;

    /// <summary>A bearer token; the library keeps it until some minutes before its end.</summary>
    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        var credential = (ITokenAccess)(await FindAsync()).UnderlyingCredential;
        return await credential.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
    }

    /// <summary>An RSA-SHA256 signature in Base64, by the key of a service account or by IAM's signBlob; and whose it is.</summary>
    /// <exception cref="InvalidOperationException">The credential is no service account's.</exception>
    public async Task<(string Email, IBlobSigner Signer)> SignerAsync(CancellationToken cancellationToken)
    {
        var credential = (await FindAsync()).UnderlyingCredential;
        if (credential is not IBlobSigner signer) throw new InvalidOperationException("Only a service account can sign uploads.");
        var email = credential switch
        {
            ServiceAccountCredential account => account.Id,
            ComputeCredential machine => await machine.GetDefaultServiceAccountEmailAsync(cancellationToken),
            ImpersonatedCredential other => other.TargetPrincipal,
            _ => throw new InvalidOperationException("Only a service account can sign uploads."),
        };
        return (email, signer);
    }

    private Task<GoogleCredential> FindAsync()
    {
        var found = _found;
        return found is { IsFaulted: false, IsCanceled: false } ? found : _found = find();
    }
}
