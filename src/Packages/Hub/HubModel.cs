using System.Text.RegularExpressions;
using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>A model of the Hugging Face hub.</summary>
/// <param name="Id"><c>OWNER/NAME</c>.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
public sealed partial record HubModel(string Id, string Revision = "main")
{
    /// <summary>What references of the hub begin with.</summary>
    public const string Scheme = "hf:";

    /// <summary>Whether the revision is a commit, which never moves.</summary>
    public bool IsPinned => Revision.Length == 40 && Revision.All(char.IsAsciiHexDigitLower);

    /// <summary>The name of its folder in a cache of the hub.</summary>
    internal string FolderName => "models--" + Id.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Reads <c>hf:OWNER/NAME[@REVISION]</c>.</summary>
    /// <param name="text">The words.</param>
    /// <returns>The model, or <c>reference</c>.</returns>
    public static Result<HubModel, PackageFailure> Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match || text.Contains("..", StringComparison.Ordinal))
            return PackageFailure.WrongUsage("reference", $"'{text}' is no model of the hub: expected hf:OWNER/NAME[@REVISION].");
        var revision = match.Groups["revision"];
        return new HubModel(match.Groups["id"].Value, revision.Success ? revision.Value : "main");
    }

    /// <inheritdoc/>
    public override string ToString() => Revision == "main" ? Scheme + Id : $"{Scheme}{Id}@{Revision}";

    [GeneratedRegex(
        @"^hf:(?<id>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(@(?<revision>[A-Za-z0-9][\w./-]{0,199}))?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
