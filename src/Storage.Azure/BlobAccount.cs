using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure;

/// <summary>A storage account: where it is, and how requests to it are signed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Endpoint">Its blob endpoint, without a slash at the end.</param>
/// <param name="Pipeline">Sends, signs and tries again.</param>
/// <param name="Signer">Makes shared access signatures.</param>
/// <param name="Signature">A signature that goes with every request; null where the pipeline signs.</param>
internal sealed record BlobAccount(string Name, string Endpoint, HttpPipeline Pipeline, IUploadSigner? Signer, string? Signature)
{
    /// <summary>Newer versions change the rules of signing.</summary>
    public const string ServiceVersion = "2023-11-03";

    private const int QuickTries = 2;

    public static BlobAccount Of(ConnectionString connection, BlobOptions options, TimeProvider clock)
    {
        HttpPipelinePolicy[] policies = connection.Key is { } key ? [new SharedKeyPolicy(connection.Account, key, clock)] : [];
        return new BlobAccount(connection.Account, connection.Endpoint.ToString().TrimEnd('/'), HttpPipelineBuilder.Build(options, policies), connection.Key is { } own ? new AccountKeySigner(own) : null, connection.Signature);
    }

    public static BlobAccount Of(string name, Uri endpoint, TokenCredential credential, BlobOptions options, TimeProvider clock)
    {
        var pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, "https://storage.azure.com/.default"));
        var address = endpoint.ToString().TrimEnd('/');
        return new BlobAccount(name, address, pipeline, new UserDelegationSigner(pipeline, address, clock), null);
    }

    /// <summary>A request with what all of them carry.</summary>
    /// <param name="path">Below the endpoint, encoded.</param>
    /// <param name="query">Encoded, without a question mark; "" for none.</param>
    public HttpMessage Message(RequestMethod method, string path, string query)
    {
        var message = Pipeline.CreateMessage();
        var whole = string.Join('&', ((string?[])[query, Signature]).Where(part => !string.IsNullOrEmpty(part)));
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Endpoint + path + (whole.Length > 0 ? "?" + whole : "")));
        message.Request.Headers.SetValue("x-ms-version", ServiceVersion);
        return message;
    }

    /// <summary>How the pipeline behaves: at most two quick tries more, for the platform above tries again as well.</summary>
    internal sealed class BlobOptions : ClientOptions
    {
        public BlobOptions(TimeSpan patience)
        {
            Retry.MaxRetries = QuickTries;
            Retry.Delay = TimeSpan.FromMilliseconds(200);
            Retry.MaxDelay = TimeSpan.FromSeconds(2);
            Retry.NetworkTimeout = patience;
        }
    }
}
