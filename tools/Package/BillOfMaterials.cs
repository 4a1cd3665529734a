using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Package;

/// <summary>
/// What a package holds, in CycloneDX 1.6 (ECMA-424): libraries of the program, native libraries and models with their digests. Holds no
/// time and no random id, so that it is reproducible.
/// </summary>
internal static class BillOfMaterials
{
    /// <summary>What the Azure Functions host itself loads from a package; its list names libraries of the host's own too.</summary>
    private const string Extensions = ".azurefunctions";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(string folder, string path)
    {
        var program = Directory.EnumerateFiles(folder, "*.deps.json").Single();
        var name = Path.GetFileName(program)[..^".deps.json".Length];
        using var deps = JsonDocument.Parse(File.ReadAllBytes(program));
        var components = LibrariesOf(deps.RootElement).ToList();
        var extensions = Path.Combine(folder, Extensions);
        if (Directory.Exists(extensions))
        {
            using var more = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(extensions, "function.deps.json")));
            var held = Directory.EnumerateFiles(extensions, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);
            components.AddRange(LibrariesOf(more.RootElement).IntersectBy(held, library => library["name"]!.GetValue<string>()));
            components = [.. components.DistinctBy(component => component["bom-ref"]!.GetValue<string>())];
        }

        var natives = Directory.EnumerateFiles(folder, "lib*.so*").Where(file => IsNative(Path.GetFileName(file)));
        components.AddRange(natives.Select(file => Component("library", file, folder)));
        components.AddRange(
            Directory
                .EnumerateFiles(Path.Combine(folder, "models"), "*.onnx", SearchOption.AllDirectories)
                .Select(file => Component("machine-learning-model", file, folder))
        );
        var bill = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["bom-ref"] = name,
                    ["name"] = name,
                    ["version"] = VersionOf(deps.RootElement, name),
                    ["licenses"] = License("Apache-2.0"),
                },
            },
            ["components"] = new JsonArray([
                .. components.OrderBy(component => component["bom-ref"]!.GetValue<string>(), StringComparer.Ordinal),
            ]),
        };
        File.WriteAllText(path, bill.ToJsonString(Indented) + "\n");
    }

    private static IEnumerable<JsonObject> LibrariesOf(JsonElement deps) =>
        deps.GetProperty("libraries")
            .EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() is "package" or "runtimepack")
            .Select(library => Library(library.Name, library.Value));

    private static bool IsNative(string name) => name == "libonnxruntime.so" || name.StartsWith("libvips.so", StringComparison.Ordinal);

    private static JsonObject Library(string key, JsonElement library)
    {
        var (name, version) = (key.Split('/')[0].Replace("runtimepack.", "", StringComparison.Ordinal), key.Split('/')[1]);
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = $"pkg:nuget/{name}@{version}",
            ["name"] = name,
            ["version"] = version,
            ["purl"] = $"pkg:nuget/{name}@{version}",
        };
        if (library.TryGetProperty("sha512", out var hash) && hash.GetString() is { Length: > 7 } text)
            component["hashes"] = Hash("SHA-512", Convert.FromBase64String(text[7..]));
        return component;
    }

    private static JsonObject Component(string type, string file, string folder)
    {
        var place = Path.GetRelativePath(folder, file).Replace('\\', '/');
        return new JsonObject
        {
            ["type"] = type,
            ["bom-ref"] = "file:" + place,
            ["name"] = place,
            ["hashes"] = Hash("SHA-256", SHA256.HashData(File.ReadAllBytes(file))),
        };
    }

    private static JsonArray Hash(string algorithm, byte[] digest) =>
        [new JsonObject { ["alg"] = algorithm, ["content"] = Convert.ToHexStringLower(digest) }];

    private static JsonArray License(string id) => [new JsonObject { ["license"] = new JsonObject { ["id"] = id } }];

    private static string VersionOf(JsonElement deps, string name) =>
        deps.GetProperty("libraries")
            .EnumerateObject()
            .First(library => library.Name.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase))
            .Name.Split('/')[1];
}
