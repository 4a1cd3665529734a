using Microsoft.Extensions.FileSystemGlobbing;
using Serverless.Results.Listing;

namespace Serverless.Archives.Scanning;

/// <summary>Which objects of an archive are meant, and what their names say of them.</summary>
public sealed class IncludeRules
{
    private readonly Matcher? _include,
        _exclude;

    private IncludeRules(Matcher? include, Matcher? exclude) => (_include, _exclude) = (include, exclude);

    /// <summary>All that may be pictures.</summary>
    public static IncludeRules Pictures { get; } = new(null, null);

    /// <summary>By patterns.</summary>
    /// <param name="globs">As in a shell, upper and lower case alike: * within a folder, ** across folders; one without a slash is held
    /// against names in every folder. None: everything.</param>
    /// <param name="excluded">What is left out all the same: patterns of the same kind; one without a slash also leaves out folders of
    /// that name.</param>
    public static IncludeRules Of(IReadOnlyList<string> globs, IReadOnlyList<string>? excluded = null) =>
        new(globs.Count == 0 ? null : Matching(globs), excluded is { Count: > 0 } ? Matching([.. excluded.SelectMany(Whole)]) : null);

    /// <summary>What is known of an object before it is read. What patterns name is looked at whatever its ending.</summary>
    /// <param name="name">The key below the archive's folder.</param>
    public NameKind KindOf(string name)
    {
        var kind = PictureNames.KindOf(name);
        if (SystemFiles.IsOne(name) || _exclude?.Match(name).HasMatches == true)
            return NameKind.Other;
        if (_include is null)
            return kind;
        if (!_include.Match(name).HasMatches)
            return NameKind.Other;
        return kind == NameKind.Picture ? kind : NameKind.Unknown;
    }

    private static Matcher Matching(IReadOnlyList<string> globs)
    {
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        foreach (var glob in globs)
        {
            matcher.AddInclude(
                glob.TrimEnd('/').Contains('/', StringComparison.Ordinal) ? glob.TrimStart('/') : "**/" + glob.TrimStart('/')
            );
        }

        return matcher;
    }

    /// <summary>A folder goes with everything in it.</summary>
    private static string[] Whole(string glob)
    {
        var name = glob.TrimEnd('/');
        var inside = (name.Contains('/', StringComparison.Ordinal) ? name : "**/" + name) + "/**";
        return glob.EndsWith('/') ? [inside] : [glob, inside];
    }
}
