using Serverless.Settings.Access;

namespace Serverless.Api.Endpoints;

/// <summary>The paths there are; the OpenAPI document is held against them by a test.</summary>
internal static class Routes
{
    public const string Captions = "/v1/captions",
        Scores = "/v1/scores",
        Uploads = "/v1/uploads",
        Upload = "/v1/uploads/{token}",
        Events = "/v1/events",
        Reviews = "/v1/reviews",
        Model = "/v1/model",
        OpenApi = "/openapi/v1.json",
        Page = "/";

    /// <summary>What one-time upload addresses start with.</summary>
    public const string UploadStart = "/v1/uploads/";

    public const string Live = "/health/live",
        Ready = "/health/ready",
        Started = "/health/started";

    /// <summary>The method of each path.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Captions] = "POST",
            [Scores] = "POST",
            [Uploads] = "POST",
            [Upload] = "PUT",
            [Events] = "POST",
            [Reviews] = "POST",
            [Model] = "GET",
            [Live] = "GET",
            [Ready] = "GET",
            [Started] = "GET",
            [OpenApi] = "GET",
            [Page] = "GET",
        };

    /// <summary>A path as logs and measurements may have it: one nobody serves may hold anything.</summary>
    public static string NameOf(string path) =>
        IsUpload(path) ? Upload
        : All.ContainsKey(path) ? path
        : "-";

    /// <summary>Whether a path is the one-time address of an upload.</summary>
    public static bool IsUpload(string path) => path.StartsWith(UploadStart, StringComparison.Ordinal);

    /// <summary>The token in a path that <see cref="IsUpload"/>.</summary>
    public static string TokenOf(string path) => path[UploadStart.Length..];

    /// <summary>
    /// The scopes of which a path needs one, the usual one first; none where anybody may ask, and for events, which bring a proof of their
    /// own.
    /// </summary>
    public static IReadOnlyList<string> ScopesOf(string path) =>
        path switch
        {
            Captions or Scores or Uploads => [Scopes.Caption],
            Model => [Scopes.Caption, Scopes.Model],
            Reviews => [Scopes.Review],
            _ => [],
        };

    /// <summary>The method a path takes, null when there is nothing.</summary>
    public static string? MethodOf(string path, bool servesPage) =>
        path == Page && !servesPage ? null : All.GetValueOrDefault(NameOf(path));
}
