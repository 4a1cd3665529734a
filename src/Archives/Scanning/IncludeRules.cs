using Microsoft.Extensions.FileSystemGlobbing;
using Serverless.Core.Storage.Files;

namespace Serverless.Archives.Scanning;

/// <summary>Which objects of an archive are taken for pictures: by the ending of their names, or by patterns.</summary>
public sealed class IncludeRules
{
    /// <summary>Pictures that are not accepted are taken too, so that each is told and none is passed over in silence.</summary>
    private static readonly HashSet<string> OtherPictures = new([".heic", ".heif", ".bmp", ".svg", ".jxl", ".jp2", ".psd", ".ico", ".ppm", ".pgm", ".pbm", ".dng", ".cr2", ".cr3", ".nef", ".arw"], StringComparer.OrdinalIgnoreCase);

    private readonly Matcher? _matcher;

    private IncludeRules(Matcher? matcher) => _matcher = matcher;

    /// <summary>By the ending.</summary>
    public static IncludeRules Pictures { get; } = new(null);

    /// <summary>By patterns.</summary>
    /// <param name="globs">As in a shell, upper and lower case alike: * within a folder, ** across folders; one without a slash is held against names in every folder. None: by the ending.</param>
    public static IncludeRules Of(IReadOnlyList<string> globs)
    {
        if (globs.Count == 0) return Pictures;
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        foreach (var glob in globs) matcher.AddInclude(glob.Contains('/', StringComparison.Ordinal) ? glob.TrimStart('/') : "**/" + glob);
        return new IncludeRules(matcher);
    }

    /// <summary>Whether a name is taken.</summary>
    /// <param name="name">The key below the archive's folder.</param>
    public bool Take(string name) => _matcher is null ? MediaTypes.IsPicture(name) || OtherPictures.Contains(Path.GetExtension(name)) : _matcher.Match(name).HasMatches;
}
