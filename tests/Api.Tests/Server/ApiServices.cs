using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Api.Access;
using Serverless.Settings;

namespace Serverless.Api.Tests.Server;

/// <summary>The application's services under settings of a test, with a log that the test reads.</summary>
internal static class ApiServices
{
    /// <summary>Adds them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">Settings by name; those of the machine's environment are not read.</param>
    /// <param name="log">Takes the log.</param>
    /// <param name="clock">Gives the time; null for the machine's.</param>
    public static void AddTestCaptioning(
        this IServiceCollection services,
        IEnumerable<(string Name, string Value)> settings,
        RecordedLog log,
        TimeProvider? clock = null
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)))
            .Build();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddCaptioning(HostProfile.Kubernetes, (_, _, _) => []);
        services.AddLogging(logging => logging.AddProvider(log));
        if (clock is not null)
            services.AddSingleton(clock);
    }

    /// <summary>Authenticates a request as the application's own handlers do.</summary>
    /// <param name="services">The services.</param>
    /// <param name="scheme">See <see cref="AccessSchemes"/>.</param>
    /// <param name="header">The name of the one header of the request.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Who asks; null where nobody is known.</returns>
    public static async Task<CallerIdentity?> AuthenticateAsync(this IServiceProvider services, string scheme, string header, string value)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Method = "POST";
        context.Request.Path = "/v1/captions";
        context.Request.Headers[header] = value;
        var result = await scope.ServiceProvider.GetRequiredService<IAuthenticationService>().AuthenticateAsync(context, scheme);
        Assert.Equal(result.Succeeded, result.Principal is not null);
        return result.Principal is { } principal ? CallerIdentity.Of(principal) : null;
    }
}
