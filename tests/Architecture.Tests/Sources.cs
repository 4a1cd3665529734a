using System.Xml.Linq;
using NetArchTest.Rules;
using Serverless.Testing;

namespace Serverless.Architecture.Tests;

/// <summary>The projects of <c>src</c>, and what was built of them.</summary>
internal static class Sources
{
    private static readonly Dictionary<string, string> Files = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj")) // the Functions SDK makes one there
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);

    public static IEnumerable<string> Projects => Files.Keys.Order(StringComparer.Ordinal);

    /// <summary>The rooms of Core.</summary>
    public static IEnumerable<string> Rooms =>
        Directory
            .GetDirectories(Path.Combine(Repository.Root, "src", "Core"))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal);

    public static IReadOnlyList<string> References(string project) =>
        [.. XDocument.Load(Files[project]).Descendants("ProjectReference").Select(item => NameOf(item.Attribute("Include")!.Value))];

    public static Types Types(string project) => NetArchTest.Rules.Types.FromFile(Assembly(project));

    private static string NameOf(string reference) => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));

    /// <summary>The newest: a folder may still hold what was built for another platform.</summary>
    private static string Assembly(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var name = XDocument.Load(Files[project]).Descendants("AssemblyName").SingleOrDefault()?.Value ?? "Serverless." + project;
        var built = Path.Combine(Path.GetDirectoryName(Files[project])!, "bin", configuration, "net10.0");
        return Directory
                .EnumerateFiles(built, name + ".dll", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) is not ("publish" or "ref"))
                .MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new InvalidOperationException($"{project} has not been built.");
    }
}
