using System.Text.Json;

namespace Serverless.TinyHost;

/// <summary>The loop of a custom runtime on Lambda: the next event, its answer, and again.</summary>
internal sealed class FunctionLoop(string authority, Answers answers)
{
    public async Task<int> RunAsync()
    {
        using var client = new HttpClient
        {
            BaseAddress = new Uri($"http://{authority}/2018-06-01/runtime/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        while (true)
        {
            using var next = await client.GetAsync("invocation/next");
            using var json = JsonDocument.Parse(await next.Content.ReadAsByteArrayAsync());
            var root = json.RootElement;
            var query = root.GetProperty("rawQueryString").GetString()!;
            var method = root.GetProperty("requestContext").GetProperty("http").GetProperty("method").GetString()!;
            var (status, text) = await answers.AnswerAsync(
                method,
                root.GetProperty("rawPath").GetString() + (query.Length > 0 ? "?" + query : "")
            );
            var answer = JsonSerializer.Serialize(
                new
                {
                    statusCode = status,
                    headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
                    body = text,
                    isBase64Encoded = false,
                }
            );
            var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").First();
            using var sent = await client.PostAsync($"invocation/{id}/response", new StringContent(answer));
        }
    }
}
