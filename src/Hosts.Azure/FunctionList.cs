using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Hosts.Azure;

/// <summary>
/// The functions that the Functions host learns of, by the settings. One whose queue or container is not named is left out: the
/// host would report it as faulty. With keys or tokens of our own (<c>CAPTION_AUTH</c>) callers need no function key besides; where the
/// platform is to check who asks they always do.
/// </summary>
/// <param name="all">Every function of this program, made by the build.</param>
/// <param name="setting">Reads an app setting; null where it is not set.</param>
/// <param name="access">Who checks callers.</param>
/// <param name="logger">Takes a line for each function left out.</param>
internal sealed partial class FunctionList(
    IFunctionMetadataProvider all,
    Func<string, string?> setting,
    AccessMode access,
    ILogger<FunctionList> logger
) : IFunctionMetadataProvider
{
    /// <summary>Makes it.</summary>
    /// <param name="services">The services.</param>
    public static FunctionList Create(IServiceProvider services) =>
        new(
            new GeneratedFunctionMetadataProvider(),
            Environment.GetEnvironmentVariable,
            services.GetRequiredService<IOptions<CaptionSettings>>().Value.Access.Mode,
            services.GetRequiredService<ILogger<FunctionList>>()
        );

    /// <inheritdoc/>
    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory)
    {
        var functions = (await all.GetFunctionMetadataAsync(directory)).Where(HasItsSettings).ToImmutableArray();
        if (access != AccessMode.Platform)
        {
            var http = functions.Single(function => function.Name == HttpFunction.Name);
            for (var i = 0; i < http.RawBindings!.Count; i++)
                http.RawBindings[i] = WithoutKey(http.RawBindings[i]);
        }

        return functions;
    }

    private bool HasItsSettings(IFunctionMetadata function)
    {
        var named = function.RawBindings!.SelectMany(binding => Setting().Matches(binding)).Select(match => match.Groups["name"].Value);
        if (named.FirstOrDefault(name => string.IsNullOrEmpty(setting(name))) is not { } missing)
            return true;
        LeftOut(logger, function.Name ?? "", missing);
        return false;
    }

    private static string WithoutKey(string binding)
    {
        var node = JsonNode.Parse(binding)!.AsObject();
        if (node.ContainsKey("authLevel"))
            node["authLevel"] = nameof(AuthorizationLevel.Anonymous);
        return node.ToJsonString();
    }

    /// <summary>An app setting that the Functions host puts in.</summary>
    [GeneratedRegex("%(?<name>[A-Za-z][A-Za-z0-9_]*)%", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Setting();

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "{Function} is off: the app setting {Setting} is not set")]
    private static partial void LeftOut(ILogger logger, string function, string setting);
}
