using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Hosts.Aws.Secrets;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Hosts.Aws.Tests;

/// <summary>Settings that name a secret by its ARN.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:captions/keys-AbCdEf";
    private const string Parameter = "arn:aws:ssm:eu-central-1:111122223333:parameter/captions/proxy";

    private readonly Dictionary<string, string> _environment = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    };
    private readonly TestClock _clock = new();
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("secrets-").FullName, "made");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void A_request_has_the_signature_that_the_vendors_own_client_writes()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"SecretId":"{{Secret}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://secretsmanager.eu-central-1.amazonaws.com/");
        request.Headers.Add("X-Amz-Target", "secretsmanager.GetSecretValue");
        RequestSigner.Sign(
            request,
            body,
            new Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token+of/a=session"),
            "eu-central-1",
            "secretsmanager",
            new DateTimeOffset(2026, 11, 21, 20, 16, 39, TimeSpan.Zero)
        );
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-central-1/secretsmanager/aws4_request, "
                + "SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, "
                + "Signature=8b57d9a2aa7d524dbfe239bef68acc3053185af7467d8891346a7d20a49969eb", // by botocore
            Assert.Single(request.Headers.GetValues("Authorization"))
        );
    }

    [Theory]
    [InlineData(Secret, "https://secretsmanager.eu-central-1.amazonaws.com/")]
    [InlineData(Parameter, "https://ssm.eu-central-1.amazonaws.com/")]
    [InlineData("arn:aws-cn:ssm:cn-north-1:111122223333:parameter/a", "https://ssm.cn-north-1.amazonaws.com.cn/")]
    public void An_arn_says_where_its_service_is_asked(string arn, string endpoint) =>
        Assert.Equal(endpoint, SecretAddress.Parse(arn)!.Endpoint(_ => null).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("/tmp/keys.json")]
    [InlineData("https://issuer.example.org/keys")]
    [InlineData("arn:aws:s3:::bucket/keys.json")]
    [InlineData("arn:aws:ssm:eu-central-1:111122223333:document/a")]
    public void What_is_no_arn_of_a_secret_stays_a_setting(string? text) => Assert.Null(SecretAddress.Parse(text));

    [Fact]
    public async Task A_secret_takes_the_arns_place_as_a_file_that_only_this_user_reads()
    {
        _environment["CAPTION_KEYS_FILE"] = Secret;
        Assert.Empty(await SettingsOf(new Service { [Secret] = "the keys" }).ReadAsync(TestContext.Current.CancellationToken));
        var path = _environment["CAPTION_KEYS_FILE"];
        Assert.Equal("the keys", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task What_is_no_file_takes_the_arns_place_as_it_is()
    {
        _environment["CAPTION_URL_PROXY"] = Parameter;
        Assert.Empty(await SettingsOf(new Service { [Parameter] = "http://p:1" }).ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("http://p:1", _environment["CAPTION_URL_PROXY"]);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_named_with_the_services_reason()
    {
        _environment["CAPTION_KEYS_FILE"] = Secret;
        Assert.Equal(
            [$"CAPTION_KEYS_FILE: {Secret} cannot be read: secretsmanager answered 400, ResourceNotFoundException."],
            await SettingsOf(new Service()).ReadAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_file_is_read_again_after_five_minutes_and_no_sooner()
    {
        var service = new Service { [Secret] = "first" };
        _environment["CAPTION_KEYS_FILE"] = Secret;
        var settings = SettingsOf(service);
        await settings.ReadAsync(TestContext.Current.CancellationToken);
        service[Secret] = "second";
        _clock.Advance(TimeSpan.FromMinutes(4.9));
        await settings.RefreshAsync(NullLogger.Instance, TestContext.Current.CancellationToken);
        Assert.Equal("first", await KeysAsync());
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        await settings.RefreshAsync(NullLogger.Instance, TestContext.Current.CancellationToken);
        Assert.Equal("second", await KeysAsync());
    }

    [Fact]
    public async Task A_file_stays_as_it_was_where_its_secret_is_gone()
    {
        var service = new Service { [Secret] = "first" };
        _environment["CAPTION_KEYS_FILE"] = Secret;
        var settings = SettingsOf(service);
        await settings.ReadAsync(TestContext.Current.CancellationToken);
        service.Remove(Secret);
        _clock.Advance(TimeSpan.FromMinutes(6));
        await settings.RefreshAsync(NullLogger.Instance, TestContext.Current.CancellationToken);
        Assert.Equal("first", await KeysAsync());
    }

    [Fact]
    public async Task Secrets_and_parameters_are_read_from_an_emulator()
    {
        await using var moto = await Emulator.MotoAsync();
        _environment["AWS_ENDPOINT_URL"] = moto.Address;
        var http = new HttpClient();
        var arn = await CallAsync(http, moto.Address, "secretsmanager", "CreateSecret", """{"Name":"captions/keys","SecretString":"k"}""");
        const string Proxy = """{"Name":"/captions/proxy","Value":"http://p:1","Type":"SecureString"}""";
        await CallAsync(http, moto.Address, "ssm", "PutParameter", Proxy);
        _environment["CAPTION_KEYS_FILE"] = arn.GetProperty("ARN").GetString()!;
        _environment["CAPTION_URL_PROXY"] = "arn:aws:ssm:eu-central-1:123456789012:parameter/captions/proxy";
        var settings = SettingsOf(http);
        Assert.Empty(await settings.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("k", await KeysAsync());
        Assert.Equal("http://p:1", _environment["CAPTION_URL_PROXY"]);
    }

    private static async Task<JsonElement> CallAsync(HttpClient http, string address, string service, string call, string body)
    {
        var target = service == "ssm" ? "AmazonSSM" : service;
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/") { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", $"{target}.{call}");
        var bytes = Encoding.UTF8.GetBytes(body);
        RequestSigner.Sign(request, bytes, new Credentials("test", "test", null), "eu-central-1", service, DateTimeOffset.UtcNow);
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private Task<string> KeysAsync() => File.ReadAllTextAsync(_environment["CAPTION_KEYS_FILE"], TestContext.Current.CancellationToken);

    private SecretSettings SettingsOf(Service service) => SettingsOf(new HttpClient(service));

    private SecretSettings SettingsOf(HttpClient http) =>
        new(new SecretClient(http, _clock, Environment), _clock, Environment, (name, value) => _environment[name] = value, _folder);

    private string? Environment(string name) => _environment.GetValueOrDefault(name);

    /// <summary>Both services, with these secrets by ARN.</summary>
    private sealed class Service : HttpMessageHandler
    {
        private readonly Dictionary<string, string> _secrets = [];

        public string this[string arn]
        {
            set => _secrets[arn] = value;
        }

        public void Remove(string arn) => _secrets.Remove(arn);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement;
            var isParameter = asked.TryGetProperty("Name", out var name);
            var arn = (isParameter ? name : asked.GetProperty("SecretId")).GetString()!;
            if (!_secrets.TryGetValue(arn, out var text))
                return Answer(HttpStatusCode.BadRequest, """{"__type":"com.amazonaws#ResourceNotFoundException"}""");
            var quoted = JsonSerializer.Serialize(text);
            return Answer(
                HttpStatusCode.OK,
                isParameter ? $$$"""{"Parameter":{"Value":{{{quoted}}}}}""" : $$"""{"SecretString":{{quoted}}}"""
            );
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };
    }
}
