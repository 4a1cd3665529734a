namespace Serverless.Packages;

/// <summary>Whose turn it is after a failure.</summary>
public enum PackageFailureKind
{
    /// <summary>The caller's: wrong usage or settings; exit code 2.</summary>
    WrongUsage,

    /// <summary>The package's maker: a gate said no; exit code 4.</summary>
    Refused,

    /// <summary>Nobody's: trying again may help; exit code 5.</summary>
    TryAgain,
}
