using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Testing;

namespace Serverless.Core.Tests.Service;

/// <summary>Whoever else is there: everybody gets the caption of their own picture, as if nobody were.</summary>
[Collection(nameof(ServiceCollection))]
public sealed class BatchPropertyTests
{
    private const int Callers = 64;

    [Fact]
    public async Task Each_of_64_callers_gets_exactly_its_own_caption_among_cancelled_ones_and_bad_pictures()
    {
        var requests = TestSize.Of(2_000, 10_000);
        using var tiny = new TinyService(concurrency: 32, queue: 64, new BatchSettings(8, TimeSpan.FromMilliseconds(5)));
        var pool = SmallPhotographs.Requests.Select(request => (Request: request, Alone: tiny.Alone(request))).ToList();
        Assert.True(pool.Select(one => one.Alone.Text).Distinct().Count() >= 10);
        var next = 0;
        int[] ended = new int[3]; // described, cancelled, refused

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(new Random(caller)))));
        Assert.Equal(requests, ended.Sum());
        Assert.All(ended, count => Assert.True(count > requests / 100));

        async Task CallAsync(Random random)
        {
            while (Interlocked.Increment(ref next) <= requests)
            {
                var (request, alone) = pool[random.Next(pool.Count)];
                switch (random.Next(20))
                {
                    case 0:
                        var bad = request with { Bytes = request.Bytes[..random.Next(1, request.Bytes.Length / 2)] };
                        Assert.NotNull((await tiny.Service.DescribeAsync(bad, CancellationToken.None)).Failure);
                        Interlocked.Increment(ref ended[2]);
                        break;
                    case 1 or 2:
                        using (var gone = new CancellationTokenSource())
                        {
                            gone.CancelAfter(TimeSpan.FromMilliseconds(random.Next(4)));
                            Interlocked.Increment(ref ended[await IsDescribedAsync(request, alone, gone.Token) ? 0 : 1]);
                        }

                        break;
                    case 3:
                        await Task.Delay(random.Next(4), CancellationToken.None);
                        goto default;
                    default:
                        Assert.True(await IsDescribedAsync(request, alone, CancellationToken.None));
                        Interlocked.Increment(ref ended[0]);
                        break;
                }
            }
        }

        async Task<bool> IsDescribedAsync(CaptionRequest request, Caption alone, CancellationToken cancellationToken)
        {
            try
            {
                var result = await tiny.Service.DescribeAsync(request, cancellationToken);
                Assert.Null(result.Failure);
                SameCaption.Check(alone, result.Value!);
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}

/// <summary>Tests of services run one after another: their measurements have the same names.</summary>
[CollectionDefinition(nameof(ServiceCollection))]
public sealed class ServiceCollection;
