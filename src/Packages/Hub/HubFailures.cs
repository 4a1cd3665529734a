using System.Net;

namespace Serverless.Packages.Hub;

/// <summary>What the hub's answers mean.</summary>
internal static class HubFailures
{
    /// <param name="answer">No success.</param>
    /// <param name="model">What was asked for.</param>
    /// <param name="endpoint">The hub.</param>
    public static PackageFailure Of(HttpResponseMessage answer, HubModel model, Uri endpoint)
    {
        var code = answer.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.FirstOrDefault() : null;
        return (answer.StatusCode, code) switch
        {
            (_, "GatedRepo") or (HttpStatusCode.Forbidden, _) => PackageFailure.WrongUsage(
                "gated",
                $"{model.Id} is given only to those who accept its terms: do so at {endpoint}{model.Id}, and set HF_TOKEN.",
                model.ToString()
            ),
            (_, "RevisionNotFound") => NotFound(model, $"It has no revision {model.Revision}."),
            (HttpStatusCode.Unauthorized, _) => NotFound(
                model,
                "There is no such model, or it is private: set HF_TOKEN to one that may read it."
            ),
            (HttpStatusCode.NotFound, _) => NotFound(model, "The hub does not have it."),
            (HttpStatusCode.TooManyRequests, _) => PackageFailure.TryAgain("busy", "The hub asks to come back later.", model.ToString()),
            (>= HttpStatusCode.InternalServerError, _) => PackageFailure.TryAgain(
                "hub",
                $"The hub fails ({(int)answer.StatusCode}).",
                model.ToString()
            ),
            _ => PackageFailure.TryAgain("hub", $"The hub answers {(int)answer.StatusCode}, which is not expected.", model.ToString()),
        };
    }

    /// <summary>Nobody answers, or no further.</summary>
    public static PackageFailure BrokenOff(string file, string why) =>
        PackageFailure.TryAgain("broken_off", $"The hub cannot be reached, or broke off: {why.TrimEnd('.')}. What came is kept.", file);

    public static PackageFailure NotFound(HubModel model, string detail) =>
        PackageFailure.WrongUsage("not_found", detail, model.ToString());
}
