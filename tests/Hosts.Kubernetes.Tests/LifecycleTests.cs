using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>Start, overload, deadline and end of the container host.</summary>
public sealed class LifecycleTests
{
    [Theory]
    [InlineData("CAPTION_ADDRESS", "0.0.0.0", "loopback")]
    [InlineData("CAPTION_PORT", "http", "0 to 65535")]
    [InlineData("CAPTION_MODEL", "/nowhere", "Hugging Face layout")]
    public async Task Wrong_settings_end_the_start_with_2_and_say_what_is_allowed(string name, string value, string expected)
    {
        using var process = Process.Start(
            BuiltProgram.Of(
                "Hosts.Kubernetes",
                "Serverless.Hosts.Kubernetes",
                new Dictionary<string, string?> { ["CAPTION_PORT"] = "0", [name] = value }
            )
        )!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_ends_the_start_with_2()
    {
        using var process = Process.Start(
            BuiltProgram.Of(
                "Hosts.Kubernetes",
                "Serverless.Hosts.Kubernetes",
                new Dictionary<string, string?> { ["CAPTION_PORT"] = "0", ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "images") }
            )
        )!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("no tokenizer.json", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_pictures_than_fit_are_answered_busy_with_Retry_After_and_the_others_are_described()
    {
        await using var host = new RunningHost();
        await host.StartAsync(new() { ["CAPTION_CONCURRENCY"] = "1", ["CAPTION_QUEUE"] = "1" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PostAsync(host)));
        Assert.Contains(answers, response => response.StatusCode == HttpStatusCode.OK);
        var busy = answers.Where(response => response.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(busy);
        Assert.All(busy, response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.All(answers, response => Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_picture_that_waits_past_the_deadline_is_answered_504()
    {
        await using var host = new RunningHost();
        await host.StartAsync(
            new()
            {
                ["CAPTION_CONCURRENCY"] = "1",
                ["CAPTION_QUEUE"] = "500",
                ["CAPTION_DEADLINE_SECONDS"] = "1",
                ["CAPTION_TEXT_MODEL"] = "none", // reading alone may take longer than that
            }
        );
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => PostAsync(host)));
        Assert.Contains(answers, response => response.StatusCode == HttpStatusCode.GatewayTimeout);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await PostAsync(host)).StatusCode != HttpStatusCode.OK) // on a busy machine one picture may take longer than the deadline
            patience.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task An_asked_end_lets_work_in_flight_finish()
    {
        await using var host = new RunningHost();
        await host.StartAsync([]);
        // The host says "go on" when it reads: from then on the request is in its hands.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) })
        {
            BaseAddress = host.Client.BaseAddress,
        };
        using var content = new HeldContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "nagasaki-boats.jpg")));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/captions") { Content = content };
        request.Headers.ExpectContinue = true;
        var answer = client.SendAsync(request);
        await content.IsAskedFor;
        Signals.AskToEnd(host.Process);
        content.LetGo();
        Assert.Contains((await answer).StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
        await host.Process.WaitForExitAsync();
        Assert.Equal(0, host.Process.ExitCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningHost host)
    {
        var content = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "nagasaki-boats.jpg")));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return await host.Client.PostAsync("/v1/captions", content);
    }

    /// <summary>A picture that is sent when the test lets go of it.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously),
            _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldContent(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        }

        public Task IsAskedFor => _asked.Task;

        public void LetGo() => _free.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _asked.SetResult();
            await _free.Task;
            await stream.WriteAsync(_bytes);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
