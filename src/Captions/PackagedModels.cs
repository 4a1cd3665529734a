using Serverless.Packages.Registries;

namespace Serverless.Captions;

/// <summary>The models that packages brought: <c>models/NAME</c> beside the program, where their build files copy them.</summary>
/// <param name="folder">The program's folder.</param>
internal sealed class PackagedModels(string folder)
{
    public const string Folder = "models";

    /// <exception cref="CaptionException">There is none, or several and none is named.</exception>
    public string Find(string? name)
    {
        var root = Path.Combine(folder, Folder);
        var found = Directory.Exists(root)
            ? Directory.GetDirectories(root).Where(UnpackedRegistry.IsIn).Order(StringComparer.Ordinal).ToList()
            : [];
        var chosen = name is null ? found : found.FindAll(one => Path.GetFileName(one) == name);
        return chosen switch
        {
            [var only] => only,
            [] when name is not null => throw new CaptionException("model_missing", $"There is no model '{name}' in {root}.", name),
            [] => throw new CaptionException(
                "model_missing",
                $"There is no model in {root}: add a package of one to the program, or load a folder."
            ),
            _ => throw new CaptionException(
                "model_ambiguous",
                $"There are several models in {root}: {string.Join(", ", found.Select(Path.GetFileName))}; name one."
            ),
        };
    }
}
