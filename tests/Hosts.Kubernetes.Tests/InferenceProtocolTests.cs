using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Serverless.Hosts.Kubernetes.Inference.Protocol;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The Open Inference Protocol, version 2, in the shapes of its specification, over REST and gRPC.</summary>
public sealed class InferenceProtocolTests(InferenceProtocolTests.Host host) : IClassFixture<InferenceProtocolTests.Host>
{
    private static readonly string[] Names = ["caption", "alt_text", "verdict", "quality", "document"];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2/health/live", false, 200)]
    [InlineData("/v2/health/ready", false, 200)]
    [InlineData("/v2/models/caption/ready", false, 200)]
    [InlineData("/v2", false, 401)]
    [InlineData("/v2", true, 200)]
    [InlineData("/v2/models/caption", false, 401)]
    [InlineData("/v2/models/caption", true, 200)]
    [InlineData("/v2/models/other", true, 404)]
    [InlineData("/v2/models/caption/versions/0.0.0", true, 200)]
    [InlineData("/v2/models/caption/versions/9.9.9", true, 404)]
    [InlineData("/v2/models/caption/infer", true, 405)]
    [InlineData("/v2/models/caption/nowhere", true, 404)]
    public async Task What_is_read_is_answered_and_errors_have_the_protocol_s_form(string path, bool hasKey, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (hasKey)
            request.Headers.Authorization = new("Bearer", Host.Key);
        using var answer = await host.Running.Client.SendAsync(request, Now);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status >= 400)
            Assert.NotEmpty((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Now))!["error"]!);
    }

    [Fact]
    public async Task Metadata_name_the_tensors()
    {
        var metadata = await JsonAsync(await SendAsync(HttpMethod.Get, "/v2/models/caption", null));
        Assert.Equal("image", (string?)metadata["inputs"]![0]!["name"]);
        Assert.Equal(Names, metadata["outputs"]!.AsArray().Select(output => (string)output!["name"]!));
        var server = await JsonAsync(await SendAsync(HttpMethod.Get, "/v2", null));
        Assert.Contains("binary_tensor_data", server["extensions"]!.AsArray().Select(one => (string?)one));
    }

    [Fact]
    public async Task Pictures_in_json_are_captioned_as_our_own_route_captions_them()
    {
        var answer = await JsonAsync(await InferAsync(Inputs("cat.png", "rocket.jpg")));
        Assert.Equal(("caption", "7"), ((string?)answer["model_name"], (string?)answer["id"]));
        var outputs = answer["outputs"]!.AsArray();
        Assert.Equal(Names, outputs.Select(output => (string)output!["name"]!));
        Assert.All(outputs, output => Assert.Equal(2, (int)output!["shape"]![0]!));
        var own = await OwnAsync("rocket.jpg");
        Assert.Equal((string?)own["verdict"], (string?)outputs[2]!["data"]![1]);
        Assert.Equal((string?)own["altText"] ?? "", (string?)outputs[1]!["data"]![1]);
        var document = JsonNode.Parse((string)outputs[4]!["data"]![1]!)!;
        Assert.Equal((string?)own["image"]!["sha256"], (string?)document["image"]!["sha256"]);
        Assert.Equal("FP64", (string?)outputs[3]!["datatype"]);
    }

    [Fact]
    public async Task Tensors_may_stand_behind_the_json_in_both_directions()
    {
        var picture = Picture("cat.png");
        var tensor = new byte[4 + picture.Length];
        BinaryPrimitives.WriteInt32LittleEndian(tensor, picture.Length);
        picture.CopyTo(tensor, 4);
        var header = Encoding.UTF8.GetBytes(
            $$$"""
            {"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":{{{tensor.Length}}}}}],
             "outputs":[{"name":"verdict","parameters":{"binary_data":true}},{"name":"quality","parameters":{"binary_data":true}},
             {"name":"caption"}]}
            """
        );
        using var content = new ByteArrayContent([.. header, .. tensor]);
        content.Headers.Add("Inference-Header-Content-Length", header.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var answer = await SendAsync(HttpMethod.Post, "/v2/models/caption/infer", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsByteArrayAsync(Now);
        var length = int.Parse(
            answer.Headers.GetValues("Inference-Header-Content-Length").Single(),
            System.Globalization.CultureInfo.InvariantCulture
        );
        var outputs = JsonNode.Parse(body.AsSpan(0, length))!["outputs"]!.AsArray();
        var size = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(length));
        Assert.Equal(4 + size, (int)outputs[0]!["parameters"]!["binary_data_size"]!);
        Assert.Equal((string?)(await OwnAsync("cat.png"))["verdict"], Encoding.UTF8.GetString(body, length + 4, size));
        Assert.Equal(body.Length, length + 4 + size + 8);
        Assert.NotNull(outputs[2]!["data"]);
    }

    [Theory]
    [InlineData("{}", "inputs")]
    [InlineData("""{"inputs":[{"name":"picture","shape":[1],"datatype":"BYTES","data":["AA=="]}]}""", "'image'")]
    [InlineData("""{"inputs":[{"name":"image","shape":[2],"datatype":"BYTES","data":["AA=="]}]}""", "shape")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"FP32","data":[1]}]}""", "")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AA=="]}],"parameters":{"beam":2}}""", "beam")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AA=="]}],"outputs":[{"name":"x"}]}""", "'x'")]
    [InlineData("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["?"]}]}""", "image[0]")]
    [InlineData("not json", "JSON")]
    public async Task A_request_that_is_not_as_published_is_a_400_that_says_why(string body, string word)
    {
        using var answer = await InferAsync(body);
        var error = (string)(await JsonAsync(answer))["error"]!;
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(word, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_picture_fails_the_request_and_is_named_by_its_index()
    {
        using var answer = await InferAsync(Inputs("cat.png", "README.md"));
        Assert.Equal(415, (int)answer.StatusCode);
        Assert.StartsWith("unsupported_media_type: image[1]: ", (string)(await JsonAsync(answer))["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_grpc_a_picture_is_captioned_and_what_probes_ask_needs_no_key()
    {
        using var channel = GrpcChannel.ForAddress(host.Grpc);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        Assert.True((await client.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Now)).Live);
        Assert.True((await client.ServerReadyAsync(new ServerReadyRequest(), cancellationToken: Now)).Ready);
        Assert.True((await client.ModelReadyAsync(new ModelReadyRequest { Name = "caption" }, cancellationToken: Now)).Ready);
        var stranger = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(Ask(), cancellationToken: Now));
        Assert.Equal(StatusCode.Unauthenticated, stranger.StatusCode);

        var key = new Metadata { { "authorization", "Bearer " + Host.Key } };
        var answer = await client.ModelInferAsync(Ask(), key, cancellationToken: Now);
        Assert.Equal(("caption", "9"), (answer.ModelName, answer.Id));
        Assert.Equal(Names, answer.Outputs.Select(output => output.Name));
        var own = await OwnAsync("cat.png");
        Assert.Equal((string?)own["verdict"], answer.Outputs[2].Contents.BytesContents[0].ToStringUtf8());

        var raw = Ask();
        var bytes = raw.Inputs[0].Contents.BytesContents[0];
        raw.Inputs[0].Contents = null;
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        raw.RawInputContents.Add(ByteString.CopyFrom([.. length, .. bytes.Span]));
        var rawAnswer = await client.ModelInferAsync(raw, key, cancellationToken: Now);
        Assert.Equal(Names.Length, rawAnswer.RawOutputContents.Count);
        Assert.Equal((string?)own["verdict"], Encoding.UTF8.GetString(rawAnswer.RawOutputContents[2].Span[4..]));

        var metadata = await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "caption" }, key, cancellationToken: Now);
        Assert.Equal(Names, metadata.Outputs.Select(output => output.Name));
    }

    [Fact]
    public async Task Over_grpc_an_unknown_parameter_another_model_and_a_bad_picture_are_refused()
    {
        using var channel = GrpcChannel.ForAddress(host.Grpc);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var key = new Metadata { { "authorization", "Bearer " + Host.Key } };
        var unknown = Ask();
        unknown.Parameters["beam"] = new InferParameter { Int64Param = 2 };
        var other = Ask();
        other.ModelName = "other";
        var bad = Ask();
        bad.Inputs[0].Contents.BytesContents[0] = ByteString.CopyFromUtf8("no picture");
        var wrong = new[] { (unknown, StatusCode.InvalidArgument), (other, StatusCode.NotFound), (bad, StatusCode.InvalidArgument) };
        foreach (var (request, code) in wrong)
        {
            var call = client.ModelInferAsync(request, key, cancellationToken: Now);
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
            Assert.Equal(code, refusal.StatusCode);
        }
    }

    private static byte[] Picture(string file) => File.ReadAllBytes(Path.Combine(Repository.Root, "samples", file));

    private static ModelInferRequest Ask() =>
        new()
        {
            ModelName = "caption",
            Id = "9",
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = "image",
                    Datatype = "BYTES",
                    Shape = { 1 },
                    Contents = new InferTensorContents { BytesContents = { ByteString.CopyFrom(Picture("cat.png")) } },
                },
            },
        };

    private static string Inputs(params string[] files)
    {
        var data = string.Join(',', files.Select(file => $"\"{Convert.ToBase64String(Picture(file))}\""));
        return $$"""{"id":"7","inputs":[{"name":"image","shape":[{{files.Length}}],"datatype":"BYTES","data":[{{data}}]}]}""";
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Now))!;

    private async Task<JsonNode> OwnAsync(string file)
    {
        using var content = new ByteArrayContent(Picture(file));
        return await JsonAsync(await SendAsync(HttpMethod.Post, "/v1/captions", content));
    }

    private Task<HttpResponseMessage> InferAsync(string body) =>
        SendAsync(HttpMethod.Post, "/v2/models/caption/infer", new StringContent(body, Encoding.UTF8, "application/json"));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new("Bearer", Host.Key);
        return await host.Running.Client.SendAsync(request, Now);
    }

    /// <summary>A host with both ways in.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal const string Key = "inference-key";

        private readonly string _keys = Path.GetTempFileName();

        public RunningHost Running { get; } = new();

        internal Uri Grpc { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
            await File.WriteAllTextAsync(_keys, $$"""{"keys":[{"id":"one","sha256":"{{digest}}","scopes":["caption"]}]}""");
            await Running.StartAsync(
                new Dictionary<string, string?>
                {
                    ["CAPTION_GRPC_PORT"] = "0",
                    ["CAPTION_AUTH"] = "keys",
                    ["CAPTION_KEYS_FILE"] = _keys,
                    ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
                    ["CAPTION_LABEL_MODEL"] = "none",
                    ["CAPTION_TEXT_MODEL"] = "none",
                }
            );
            Grpc = (await Running.FurtherAsync(1))[0];
        }

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            File.Delete(_keys);
        }
    }
}
