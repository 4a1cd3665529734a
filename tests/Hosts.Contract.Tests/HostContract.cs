using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Answers;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>The same requests give the same documents and the same failure codes on every host, through its true entry point.</summary>
public sealed class HostContract(FourPlatforms platforms) : IClassFixture<FourPlatforms>
{
    public static TheoryData<string> Requests => AnswerCase.IdsWhere(one => one.Profile == "captions");

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_host_answers_alike(string id)
    {
        var one = AnswerCase.Of(id);
        var answers = await AnswerCheck.RunAsync(one, platforms.All, token => throw new InvalidOperationException(token), "");
        Assert.Equal(platforms.All.Count, answers.Count);
        foreach (var (_, answer) in answers)
        {
            Assert.NotNull(one.Status);
            Assert.Equal("nosniff", answer.Headers["x-content-type-options"]);
            if (one.Status is not 204 && one.Request.Method != "HEAD")
            {
                Assert.Equal(one.Status < 400 ? "application/json" : "application/problem+json", answer.Headers["content-type"]);
            }

            if (one.Status == 405)
                Assert.NotEmpty(answer.Headers["allow"]);
        }
    }

    [Fact]
    public async Task The_same_picture_is_captioned_by_many_at_once_on_every_host()
    {
        var request = Make("POST", "/v1/captions", "image/png", "samples/shapes.png");
        foreach (var (_, platform) in platforms.All)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => platform.SendAsync(request)));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            Assert.Equal(
                12,
                answers.Select(answer => JsonDocument.Parse(answer.Body).RootElement.GetProperty("id").GetString()).Distinct().Count()
            );
        }
    }

    /// <summary>A request with a file of the checkout as its body.</summary>
    internal static HostRequest Make(string method, string path, string type, string file) =>
        new(method, path, [new("Content-Type", type)], File.ReadAllBytes(Path.Combine(Repository.Root, file)));
}
