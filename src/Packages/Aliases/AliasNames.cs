namespace Serverless.Packages.Aliases;

/// <summary>The aliases; a closed list.</summary>
public static class AliasNames
{
    /// <summary>Is tried.</summary>
    public const string Candidate = "candidate";

    /// <summary>Serves.</summary>
    public const string Champion = "champion";

    /// <summary>Served before, and serves again after a rollback.</summary>
    public const string Previous = "previous";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Candidate, Champion, Previous];

    /// <summary>Whether a word is one.</summary>
    /// <param name="word">The word.</param>
    public static bool IsAlias(string word) => All.Contains(word);
}
