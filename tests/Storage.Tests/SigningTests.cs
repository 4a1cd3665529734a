using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Serverless.Storage.Azure;
using Serverless.Storage.Gcp;
using Serverless.Testing;

namespace Serverless.Storage.Tests;

/// <summary>Signatures against values that others made: those of Azure were accepted by Azurite 3.35.0, that of Google is its own client's.</summary>
public sealed class SigningTests
{
    private static readonly byte[] Key = Convert.FromBase64String(AzureContract.Key);

    [Fact]
    public void A_put_is_signed_as_Azurite_signs_it()
    {
        var request = Request(RequestMethod.Put, "http://127.0.0.1:10000/devstoreaccount1/images/in/h%C3%B6he%20%2B%201.png");
        foreach (var (name, value) in ((string, string)[])[("Content-Length", "5"), ("Content-Type", "image/png"), ("If-None-Match", "*"), ("x-ms-blob-type", "BlockBlob"), ("x-ms-meta-source", "a")]) request.Headers.SetValue(name, value);
        Assert.Equal("SharedKey devstoreaccount1:vmkPHX1gOJj9cWoEmnlDagHyukLvih/0XPAAd09rsN8=", Sign(request));
    }

    [Fact]
    public void A_list_is_signed_as_Azurite_signs_it() =>
        Assert.Equal("SharedKey devstoreaccount1:Ho6xDiqBMOP9d2Chal3DYSzhrbXtPHq586Zs8VES9B0=", Sign(Request(RequestMethod.Get, "http://127.0.0.1:10000/devstoreaccount1/images?restype=container&comp=list&prefix=in%2F&maxresults=2")));

    [Fact]
    public void A_shared_access_signature_is_Azurites() =>
        Assert.Contains("sig=" + Uri.EscapeDataString("9LGydPUevLke4tmtQUQIyb+C/VmP81/LmM05MA/3eDY="), SharedAccessSignature.OfAccount("r", "/blob/devstoreaccount1/images/in/cat.png", "2030-01-01T00:00:00Z", "https", Key), StringComparison.Ordinal);

    [Fact]
    public void An_upload_to_Cloud_Storage_is_signed_as_gcloud_signs_it()
    {
        var folder = Path.Combine(Repository.Fixtures, "signing");
        var golden = new Uri(File.ReadAllText(Path.Combine(folder, "gcloud-put.url")).Trim());
        var pairs = golden.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "image/png", ["x-goog-content-length-range"] = "5", ["x-goog-if-generation-match"] = "0" };
        var time = DateTimeOffset.ParseExact(pairs["x-goog-date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var (query, text) = UploadSigner.Prepare("storage.googleapis.com", golden.AbsolutePath, headers, "tests@p.iam.gserviceaccount.com", time, TimeSpan.FromMinutes(15));
        Assert.Equal(golden.Query.TrimStart('?').Split('&').Where(pair => !pair.StartsWith("x-goog-signature", StringComparison.Ordinal)), query.Split('&'));
        using var account = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "service-account.json")));
        using var key = RSA.Create();
        key.ImportFromPem(account.RootElement.GetProperty("private_key").GetString());
        Assert.Equal(pairs["x-goog-signature"], Convert.ToHexStringLower(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=pics;AccountKey=a2V5;EndpointSuffix=core.windows.net", "pics", "https://pics.blob.core.windows.net/")]
    [InlineData("BlobEndpoint=https://pics.blob.core.windows.net/;SharedAccessSignature=sv=2023&sig=x%3D", "pics", "https://pics.blob.core.windows.net/")]
    public void Connection_strings_are_read(string text, string account, string endpoint)
    {
        Assert.True(ConnectionString.TryParse(text, out var read, out _));
        Assert.Equal((account, endpoint), (read.Account, read.Endpoint.ToString()));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=pics;AccountKey=***")]
    [InlineData("AccountName=pics")]
    [InlineData("AccountKey=a2V5")]
    [InlineData("AccountName=pics;AccountName=other;AccountKey=a2V5")]
    public void A_faulty_connection_string_is_refused_without_being_shown(string text)
    {
        Assert.False(ConnectionString.TryParse(text, out _, out var fault));
        Assert.DoesNotContain("a2V5", fault, StringComparison.Ordinal);
    }

    private static Request Request(RequestMethod method, string address)
    {
        var request = HttpPipelineBuilder.Build(new BlobAccount.BlobOptions(TimeSpan.FromSeconds(1))).CreateRequest();
        request.Method = method;
        request.Uri.Reset(new Uri(address));
        request.Headers.SetValue("x-ms-version", "2023-11-03");
        return request;
    }

    private static string Sign(Request request)
    {
        using var message = new HttpMessage(request, new ResponseClassifier());
        new SharedKeyPolicy("devstoreaccount1", Key, new FixedClock(DateTimeOffset.Parse("2026-02-02T10:00:00Z", CultureInfo.InvariantCulture))).OnSendingRequest(message);
        return request.Headers.TryGetValue("Authorization", out var value) ? value : "";
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
