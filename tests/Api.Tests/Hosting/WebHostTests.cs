using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serverless.Api.Hosting;
using Serverless.Api.Tests.Server;

namespace Serverless.Api.Tests.Hosting;

public sealed class WebHostTests
{
    [Theory]
    [InlineData("1", 6)]
    [InlineData("30", 35)]
    [InlineData("600", 605)]
    public void A_host_that_is_asked_to_end_waits_for_the_longest_request(string deadlineSeconds, int expectedSeconds)
    {
        var services = new ServiceCollection();
        services.AddTestCaptioning([("CAPTION_DEADLINE_SECONDS", deadlineSeconds)], new RecordedLog());
        services.AddListening();
        using var provider = services.BuildServiceProvider();
        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
