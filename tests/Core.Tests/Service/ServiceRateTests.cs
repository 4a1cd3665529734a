using Serverless.Core.Service;

namespace Serverless.Core.Tests.Service;

public sealed class ServiceRateTests
{
    private readonly ManualClock _clock = new();
    private readonly ServiceRate _rate;

    public ServiceRateTests() => _rate = new ServiceRate(_clock);

    [Fact]
    public void Before_the_first_picture_nobody_knows_and_a_second_is_said()
    {
        Assert.Equal(0, _rate.PerSecond);
        Assert.Equal(TimeSpan.FromSeconds(1), _rate.TimeFor(1000));
    }

    [Fact]
    public void Time_without_work_does_not_count()
    {
        for (var i = 0; i < 3; i++)
        {
            Picture(milliseconds: 250);
            _clock.Advance(100_000);
        }

        Assert.Equal(4, _rate.PerSecond, 1e-9);
    }

    [Fact]
    public void Pictures_side_by_side_count_each_in_the_same_time()
    {
        _rate.Begin();
        _rate.Begin();
        _clock.Advance(500);
        _rate.End();
        _rate.End();
        Assert.Equal(4, _rate.PerSecond, 1e-9);
    }

    [Theory]
    [InlineData(9, 3)]
    [InlineData(10, 3)]
    [InlineData(0, 1)]
    [InlineData(10_000, 60)]
    public void The_time_for_a_queue_is_its_length_at_the_rate_from_a_second_to_a_minute(int pictures, int seconds)
    {
        for (var i = 0; i < 8; i++)
            Picture(milliseconds: 250);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _rate.TimeFor(pictures));
    }

    [Fact]
    public void Only_the_latest_pictures_count()
    {
        for (var i = 0; i < 10; i++)
            Picture(milliseconds: 10_000);
        for (var i = 0; i < 64; i++)
            Picture(milliseconds: 100);
        Assert.Equal(10, _rate.PerSecond, 1e-6);
    }

    [Fact]
    public void A_service_that_stands_still_is_slower_from_moment_to_moment()
    {
        for (var i = 0; i < 4; i++)
            Picture(milliseconds: 250);
        _rate.Begin();
        _clock.Advance(3_000);
        Assert.Equal(1, _rate.PerSecond, 1e-9);
    }

    private void Picture(int milliseconds)
    {
        _rate.Begin();
        _clock.Advance(milliseconds);
        _rate.End();
    }
}
