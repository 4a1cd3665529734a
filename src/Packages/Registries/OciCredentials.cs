using System.Text;
using System.Text.Json;
using Serverless.Core;

namespace Serverless.Packages.Registries;

/// <summary>Who asks a registry.</summary>
/// <param name="User">The user; empty with a token alone.</param>
/// <param name="Password">The password.</param>
/// <param name="IdentityToken">A refresh token that stands for both; null without one.</param>
public sealed record OciCredentials(string User, string Password, string? IdentityToken = null)
{
    /// <summary>The setting with the user's name.</summary>
    public const string UserSetting = "CAPTION_REGISTRY_USER";

    /// <summary>The setting that names the file with the password.</summary>
    public const string PasswordFileSetting = "CAPTION_REGISTRY_PASSWORD_FILE";

    /// <summary>How it stands in a header.</summary>
    internal string Basic => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    /// <summary>
    /// Finds them: the settings, else what <c>docker login</c> kept in <c>config.json</c>. Its credential helpers are programs: they are
    /// not run.
    /// </summary>
    /// <param name="host">The registry's host.</param>
    /// <param name="variable">Reads a variable of the environment; null where it is not set.</param>
    /// <returns>The credentials, none (an empty user), or <c>credentials</c>.</returns>
    public static Result<OciCredentials, PackageFailure> Find(string host, Func<string, string?> variable)
    {
        var (user, file) = (variable(UserSetting), variable(PasswordFileSetting));
        if (string.IsNullOrEmpty(user) != string.IsNullOrEmpty(file))
            return PackageFailure.WrongUsage("credentials", $"{UserSetting} and {PasswordFileSetting} are set together, or neither.");
        if (!string.IsNullOrEmpty(user))
            return ReadText(file!).TryGet(out var password, out var failure)
                ? new OciCredentials(user, password.TrimEnd('\r', '\n'))
                : failure;
        var folder =
            variable("DOCKER_CONFIG") is { Length: > 0 } named ? named
            : (variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) is { Length: > 0 } home
                ? Path.Combine(home, ".docker")
            : "";
        var config = Path.Combine(folder, "config.json");
        return File.Exists(config) ? ReadDocker(config, host) : None;
    }

    /// <summary>Nobody.</summary>
    public static OciCredentials None { get; } = new("", "");

    /// <summary>Whether there is anything to show.</summary>
    internal bool IsNone => User.Length == 0 && IdentityToken is null;

    /// <summary>Never the password.</summary>
    public override string ToString() => IsNone ? "nobody" : User;

    private static Result<OciCredentials, PackageFailure> ReadDocker(string file, string host)
    {
        if (!ReadText(file).TryGet(out var text, out var failure))
            return failure;
        try
        {
            var config = JsonSerializer.Deserialize(text, RegistryJson.Default.DockerConfig);
            var names = host == "docker.io" ? (string[])["https://index.docker.io/v1/", host] : [host, "https://" + host];
            var entry = names.Select(name => config?.Auths?.GetValueOrDefault(name)).FirstOrDefault(found => found is not null);
            return entry is null ? None : Of(entry);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return PackageFailure.WrongUsage("credentials", "It cannot be read.", file);
        }
    }

    private static OciCredentials Of(DockerAuth entry)
    {
        var words = Encoding.UTF8.GetString(Convert.FromBase64String(entry.Auth ?? "")).Split(':', 2);
        var (user, password) = words is [var first, var second] ? (first, second) : (entry.Username ?? "", entry.Password ?? "");
        return new OciCredentials(user, password, entry.IdentityToken is { Length: > 0 } token ? token : null);
    }

    private static Result<string, PackageFailure> ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.WrongUsage("credentials", error.Message, file);
        }
    }
}
