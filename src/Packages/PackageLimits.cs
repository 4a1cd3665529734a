namespace Serverless.Packages;

/// <summary>How much of a package is taken before anything of it is trusted.</summary>
/// <param name="MaxFiles">Files in one package, and entries of its archive.</param>
/// <param name="MaxBytes">Bytes of all its files together.</param>
public sealed record PackageLimits(int MaxFiles, long MaxBytes)
{
    /// <summary>Bytes of a manifest, a configuration, a signature or <c>caption.json</c>.</summary>
    public const int MaxDocumentBytes = 4 << 20;

    /// <summary>2,000 files, 16 GiB.</summary>
    public static PackageLimits Default { get; } = new(2_000, 16L << 30);
}
