using System.Net;
using System.Net.Sockets;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Serverless.Storage.Gcp;

namespace Serverless.Storage.Tests;

/// <summary>Missing credentials are told, and nothing else is told as missing credentials.</summary>
public sealed class GoogleAccountTests
{
    private static readonly UploadTerms Terms = new("image/png", 5, TimeSpan.FromMinutes(1));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> SearchFailures { get; } =
    [
        new InvalidOperationException("Your default credentials were not found."),
        new FileNotFoundException("No such file."),
        new UnauthorizedAccessException("Denied."),
    ];

    [Theory]
    [MemberData(nameof(SearchFailures))]
    public async Task Credentials_that_are_not_found_are_told_by_every_call(Exception error)
    {
        var store = Store(() => throw error);
        Assert.Equal(
            new StoreFailure(StoreFailureReason.NoCredentials, "No Google credentials: " + error.Message),
            (await store.FindAsync("a.jpg", Now)).Failure
        );
        Assert.Equal(StoreFailureReason.NoCredentials, (await store.PresignUploadAsync("a.jpg", Terms, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.NoCredentials, (await store.ListAsync("", null, 1, Now)).Failure?.Reason);
        Assert.Equal(StoreFailureReason.NoCredentials, (await store.DeleteAsync("a.jpg", null, Now))?.Reason);
    }

    [Fact]
    public async Task A_search_that_failed_is_made_again_and_one_that_succeeded_is_not()
    {
        var searches = 0;
        Task<GoogleCredential> FindAsync() => ++searches == 1 ? throw new InvalidOperationException("Not yet.") : TokenAsync();
        var account = new GoogleAccount("http://127.0.0.1:1", isEmulator: false, TimeSpan.FromSeconds(1), FindAsync);
        Assert.NotNull((await account.ClientAsync()).Failure);
        var client = (await account.ClientAsync()).Value;
        Assert.NotNull(client);
        Assert.Same(client, (await account.ClientAsync()).Value);
        Assert.Equal(2, searches);
    }

    [Fact]
    public async Task Credentials_of_another_kind_cannot_sign_and_are_not_told_as_missing()
    {
        var failure = (await Store(TokenAsync).PresignUploadAsync("a.jpg", Terms, Now)).Failure!;
        Assert.Equal(StoreFailureReason.NotSupported, failure.Reason);
        Assert.StartsWith("Only a service account can sign uploads", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_cannot_be_had_is_told_as_missing_credentials()
    {
        using var client = new ConfigurableHttpClient(new ConfigurableMessageHandler(new HttpClientHandler()));
        new GoogleIdentity(new Expired()).Initialize(client);
        var error = await Assert.ThrowsAsync<NoTokenException>(() => client.GetAsync(new Uri("http://127.0.0.1:1/"), Now));
        var expected = new StoreFailure(StoreFailureReason.NoCredentials, "No Google credentials: The access token has expired.");
        Assert.Equal(expected, GoogleFailures.Of(error, null));
    }

    [Fact]
    public async Task Requests_carry_the_token_of_the_credentials()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var account = new GoogleAccount($"http://{server.LocalEndpoint}", isEmulator: false, TimeSpan.FromSeconds(30), TokenAsync);
        var asking = new GoogleBlobStore(account, "photos", TimeProvider.System, TimeSpan.FromSeconds(30)).FindAsync("a.jpg", Now);
        using var connection = await server.AcceptTcpClientAsync(Now);
        using var reader = new StreamReader(connection.GetStream());
        var lines = new List<string>();
        while (await reader.ReadLineAsync(Now) is { Length: > 0 } line)
            lines.Add(line);
        var refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
        await connection.GetStream().WriteAsync(refusal, Now);
        Assert.Equal("GET /storage/v1/b/photos/o/a.jpg HTTP/1.1", lines[0]);
        Assert.Contains("Authorization: Bearer token", lines);
        Assert.Equal(StoreFailureReason.NoCredentials, (await asking).Failure?.Reason);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(ArgumentException))]
    public void Other_states_are_no_expected_failures(Type type) =>
        Assert.Null(GoogleFailures.Of((Exception)Activator.CreateInstance(type, "Something else.")!, null));

    [Fact]
    public async Task Opening_a_store_looks_for_no_credentials()
    {
        var searches = 0;
        _ = Store(() => throw new InvalidOperationException($"{++searches}"));
        await Task.Yield();
        Assert.Equal(0, searches);
    }

    private static Task<GoogleCredential> TokenAsync() => Task.FromResult(GoogleCredential.FromAccessToken("token"));

    private static GoogleBlobStore Store(Func<Task<GoogleCredential>> find)
    {
        var account = new GoogleAccount("http://127.0.0.1:1", isEmulator: false, TimeSpan.FromSeconds(1), find);
        return new GoogleBlobStore(account, "photos", TimeProvider.System, TimeSpan.FromSeconds(1));
    }

    /// <summary>Says what Google's credentials say when a token cannot be renewed.</summary>
    private sealed class Expired : IConfigurableHttpClientInitializer, IHttpExecuteInterceptor
    {
        public void Initialize(ConfigurableHttpClient httpClient) => httpClient.MessageHandler.Credential = this;

        public Task InterceptAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The access token has expired.\nErrors: none");
    }
}
