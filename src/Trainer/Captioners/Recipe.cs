using System.Text.Json;
using System.Text.Json.Serialization;
using NuGet.Versioning;
using Serverless.Core;
using Serverless.Packages;

namespace Serverless.Trainer.Captioners;

/// <summary><c>recipe.json</c>: how an outside trainer of captioners is run.</summary>
/// <param name="Command">The program: a name on the PATH, or a file of the recipe's folder that starts with <c>./</c>.</param>
/// <param name="Arguments">Its words. <c>{snapshot}</c> stands for the snapshot's file, <c>{out}</c> for the folder that takes the
/// candidate.</param>
/// <param name="Version">The candidate's semantic version.</param>
/// <param name="Name">Its name; null for the folder's.</param>
/// <param name="TimeLimitSeconds">After which the trainer is ended; an hour where it is not said, a week at most.</param>
/// <param name="Environment">Variables of this process that it may see, besides PATH, HOME and LANG.</param>
public sealed record Recipe(
    string Command,
    IReadOnlyList<string> Arguments,
    string Version,
    string? Name = null,
    int TimeLimitSeconds = Recipe.DefaultTimeLimitSeconds,
    IReadOnlyList<string>? Environment = null
)
{
    /// <summary>The file.</summary>
    public const string FileName = "recipe.json";

    private const int DefaultTimeLimitSeconds = 3_600,
        MaxTimeLimitSeconds = 7 * 24 * 3_600;

    /// <summary>Reads and checks one.</summary>
    /// <param name="folder">The recipe's folder.</param>
    public static Result<Recipe, PackageFailure> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return Wrong("There is no such file.", path);
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(path), RecipeJson.Default.Recipe) is not { } read)
                return Wrong("It is empty.", path);
            return read switch
            {
                { Command: null or "" } => Wrong("command names no program.", path),
                { Arguments: null } => Wrong("arguments is missing.", path),
                { TimeLimitSeconds: < 1 or > MaxTimeLimitSeconds } => Wrong(
                    $"timeLimitSeconds must be from 1 to {MaxTimeLimitSeconds}.",
                    path
                ),
                _ when !NuGetVersion.TryParseStrict(read.Version ?? "", out _) => Wrong("version is no semantic version.", path),
                _ when Path.IsPathRooted(read.Command) || read.Command.Split('/').Contains("..") => Wrong(
                    "command leaves the recipe's folder: a name on the PATH, or ./ and a file of the folder, are taken.",
                    path
                ),
                _ => read,
            };
        }
        catch (JsonException damaged)
        {
            return Wrong("It cannot be read: " + damaged.Message.ReplaceLineEndings(" "), path);
        }
    }

    private static PackageFailure Wrong(string why, string path) => PackageFailure.WrongUsage("recipe", why, path);
}

/// <summary>Generated reading.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
