using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Serverless.Testing;

namespace Serverless.Delivery.Tests.Local;

/// <summary>Callers that ask for captions one after another, all the time, and note every answer that is none.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _client;
    private readonly Task[] _callers;
    private readonly byte[] _picture = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "cat.png"));
    private int _answered;

    public Callers(string url, int count)
    {
        _client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) };
        _callers = [.. Enumerable.Range(0, count).Select(_ => Task.Run(CallAsync))];
    }

    public ConcurrentBag<string> Failures { get; } = [];

    public int Answered => Volatile.Read(ref _answered);

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
                using var content = new ByteArrayContent(_picture);
                content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
                using var answer = await _client.PostAsync("v1/captions", content);
                if (!answer.IsSuccessStatusCode)
                    Failures.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                Interlocked.Increment(ref _answered);
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                Failures.Add(error.Message);
            }
        }
    }
}
