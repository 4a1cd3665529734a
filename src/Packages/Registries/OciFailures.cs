using System.Net;
using System.Text.Json;

namespace Serverless.Packages.Registries;

/// <summary>What a registry's answers mean.</summary>
internal static class OciFailures
{
    private const int MaxErrorBytes = 64 << 10;

    public static async Task<PackageFailure> ReadAsync(HttpResponseMessage answer, string what, CancellationToken cancellationToken)
    {
        var code = await CodeAsync(answer, cancellationToken);
        return (answer.StatusCode, code) switch
        {
            (_, "DIGEST_INVALID") => PackageFailure.Refused("digest", "The registry counts another digest of what it was sent.", what),
            (HttpStatusCode.Unauthorized, _) => PackageFailure.WrongUsage(
                "unauthenticated",
                "The registry wants to know who asks, or does not know who did: set "
                    + $"{OciCredentials.UserSetting} and {OciCredentials.PasswordFileSetting}, or docker login.",
                what
            ),
            (HttpStatusCode.Forbidden, _) or (_, "DENIED") => PackageFailure.WrongUsage(
                "forbidden",
                "The registry does not allow it.",
                what
            ),
            (HttpStatusCode.NotFound, _) => NotFound(what),
            (HttpStatusCode.TooManyRequests, _) => PackageFailure.TryAgain("busy", "The registry asks to come back later.", what),
            (>= HttpStatusCode.InternalServerError, _) => PackageFailure.TryAgain(
                "registry",
                $"The registry fails ({(int)answer.StatusCode}).",
                what
            ),
            _ => PackageFailure.Refused("registry", $"The registry answers {(int)answer.StatusCode} {code}".TrimEnd() + ".", what),
        };
    }

    public static PackageFailure NotFound(string what) => PackageFailure.WrongUsage("not_found", "The registry does not have it.", what);

    public static PackageFailure Slow(string what) =>
        PackageFailure.TryAgain("registry_slow", "The registry does not answer in time.", what);

    public static PackageFailure BrokenOff(string what, string why) =>
        PackageFailure.TryAgain("broken_off", $"The registry cannot be reached, or broke off: {why.TrimEnd('.')}.", what);

    public static PackageFailure Unexpected(string what, string detail) => PackageFailure.Refused("registry", detail, what);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaxErrorBytes, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var errors = JsonSerializer.Deserialize(text, RegistryJson.Default.RegistryErrors)?.Errors;
            var code = errors is [{ } first, ..] ? first.Code : null;
            return code is { Length: <= 40 } && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? code : null;
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }
}
