using Serverless.Hosting.Access;

namespace Serverless.Hosting.Endpoints;

/// <summary>The paths there are; the OpenAPI document is held against them by a test.</summary>
internal static class Routes
{
    public const string Captions = "/v1/captions", Scores = "/v1/scores", Model = "/v1/model", OpenApi = "/openapi/v1.json", Page = "/";

    public const string Live = "/health/live", Ready = "/health/ready", Started = "/health/started";

    /// <summary>The method of each path.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Captions] = "POST",
        [Scores] = "POST",
        [Model] = "GET",
        [Live] = "GET",
        [Ready] = "GET",
        [Started] = "GET",
        [OpenApi] = "GET",
        [Page] = "GET",
    };

    /// <summary>A path as logs and measurements may have it: one nobody serves may hold anything.</summary>
    public static string NameOf(string path) => All.ContainsKey(path) ? path : "-";

    /// <summary>The scope a path needs; null where anybody may ask.</summary>
    public static string? ScopeOf(string path) => path is Captions or Scores or Model ? Scopes.Caption : null;

    /// <summary>The method a path takes, null when there is nothing.</summary>
    public static string? MethodOf(string path, bool servesPage) => path == Page && !servesPage ? null : All.GetValueOrDefault(path);
}
