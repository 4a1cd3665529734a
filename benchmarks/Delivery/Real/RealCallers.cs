using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>An answer to a caller.</summary>
/// <param name="Revision">Which revision gave it; "" where none did.</param>
/// <param name="Status">The status; 0 for none.</param>
/// <param name="HasWords">Whether the picture got words.</param>
/// <param name="Model">The digest of the model that made them.</param>
internal sealed record RealAnswer(string Revision, int Status, bool HasWords, string Model);

/// <summary>Callers that post the sample pictures one after another, every second time one by its place in the store.</summary>
internal sealed class RealCallers : IAsyncDisposable
{
    public const int Count = 4;

    /// <summary>Those samples that a good build finds words for.</summary>
    public static readonly string[] Pictures =
    [
        "allium-oreophilum.jpg",
        "bar-chart.png",
        "cat.png",
        "coffee.jpg",
        "dust-bowl-home.jpg",
        "french-alpine-landscape.jpg",
        "locomotion-house-cat.jpg",
        "march-pastoral.jpg",
        "page-of-text.png",
        "rocket.jpg",
        "shapes.png",
    ];

    /// <summary>Requests in which each picture is asked for, whoever of the callers is slow.</summary>
    public static readonly int Round = (2 * Pictures.Length) + (2 * Count);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<RealAnswer> _answers = [];
    private readonly HttpClient _client;
    private readonly Task[] _callers;
    private readonly string _storedPicture;
    private readonly byte[][] _bytes;
    private int _sent;

    /// <param name="url">The target.</param>
    /// <param name="store">The folder of stored pictures, as an address.</param>
    public RealCallers(string url, string store)
    {
        _client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        _storedPicture = store + "cat.png";
        _bytes = [.. Pictures.Select(name => File.ReadAllBytes(Path.Combine(Checkout.Root, "samples", name)))];
        _callers = [.. Enumerable.Range(0, Count).Select(_ => Task.Run(CallAsync))];
    }

    public IReadOnlyCollection<RealAnswer> Answers => _answers;

    /// <summary>Waits until each of them had its answer.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private async Task CallAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var content = ContentOf(Interlocked.Increment(ref _sent));
                using var answer = await _client.PostAsync("v1/captions", content);
                var revision = answer.Headers.TryGetValues("X-Caption-Revision", out var by) ? by.Single() : "";
                using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
                var hasWords = document.RootElement.TryGetProperty("altText", out var words) && words.ValueKind == JsonValueKind.String;
                var model = document.RootElement.TryGetProperty("model", out var card) ? card.GetProperty("digest").GetString()! : "";
                _answers.Enqueue(new RealAnswer(revision, (int)answer.StatusCode, hasWords, model));
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
            {
                _answers.Enqueue(new RealAnswer("", 0, false, ""));
            }
        }
    }

    private HttpContent ContentOf(int index)
    {
        if (index % 2 == 0)
        {
            var named = JsonSerializer.Serialize(new { image = new { blob = _storedPicture } });
            return new StringContent(named, Encoding.UTF8, "application/json");
        }

        var picture = index / 2 % Pictures.Length;
        var content = new ByteArrayContent(_bytes[picture]);
        content.Headers.ContentType = new MediaTypeHeaderValue(
            Pictures[picture].EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg"
        );
        return content;
    }
}
