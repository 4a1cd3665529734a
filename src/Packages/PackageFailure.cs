namespace Serverless.Packages;

/// <summary>Why a package was not made, taken or loaded. What served before serves on.</summary>
/// <param name="Kind">Whose turn it is now.</param>
/// <param name="Rule">A stable code such as <c>digest</c> or <c>name_climbs</c>; all are in docs/packages.md.</param>
/// <param name="File">The file of the package that it is about, or the reference; null where it is about none.</param>
/// <param name="Detail">One sentence for a person; no stack, key or signed address.</param>
public sealed record PackageFailure(PackageFailureKind Kind, string Rule, string? File, string Detail)
{
    /// <summary>Wrong words of the command line or in a file; nothing was done.</summary>
    public static PackageFailure WrongUsage(string rule, string detail, string? file = null) =>
        new(PackageFailureKind.WrongUsage, rule, file, detail);

    /// <summary>The package broke a rule.</summary>
    public static PackageFailure Refused(string rule, string detail, string? file = null) =>
        new(PackageFailureKind.Refused, rule, file, detail);

    /// <summary>Something cannot be reached or is taken; trying again may help.</summary>
    public static PackageFailure TryAgain(string rule, string detail, string? file = null) =>
        new(PackageFailureKind.TryAgain, rule, file, detail);

    /// <summary>One line: the rule, the file, the sentence.</summary>
    public override string ToString() => File is null ? $"{Rule}: {Detail}" : $"{Rule}: {File}: {Detail}";
}
