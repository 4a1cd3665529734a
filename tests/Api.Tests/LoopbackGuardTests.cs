using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;

namespace Serverless.Api.Tests;

public sealed class LoopbackGuardTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", null, true)]
    [InlineData("localhost:8080", "http://localhost:8080", true)]
    [InlineData("[::1]:8080", null, true)]
    [InlineData("localhost", null, true)]
    [InlineData("evil.example:8080", null, false)]
    [InlineData("localhost.evil.example", null, false)]
    [InlineData("localhost:8080", "http://evil.example", false)]
    [InlineData("localhost:8080", "https://localhost:8080", false)]
    [InlineData("localhost:8080", "null", false)]
    public void A_post_is_taken_from_loopback_names_and_the_same_origin_alone(string host, string? origin, bool isTaken)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path, request.Headers.Host) = ("POST", "/v1/captions", host);
        if (origin is not null)
            request.Headers.Origin = origin;
        Assert.Equal(isTaken, LoopbackGuard.Check(request) is null);
    }
}
