namespace Serverless.Packages.Contract;

/// <summary>What a package took when it was packed, in a process of its own.</summary>
/// <param name="MemoryMiB">Most memory at once, in MiB.</param>
/// <param name="MillisecondsPerPicture">Median over its golden pictures.</param>
/// <param name="LoadMilliseconds">From its files to the first caption.</param>
/// <param name="Threads">Threads of one run.</param>
/// <param name="Machine">Processor and system.</param>
/// <param name="MeasuredAt">When; null where it is left out, so that packages can be made again.</param>
public sealed record ResourceEnvelope(
    long MemoryMiB,
    double MillisecondsPerPicture,
    double LoadMilliseconds,
    int Threads,
    string Machine,
    DateTimeOffset? MeasuredAt = null
);

/// <summary>What a package was made from.</summary>
/// <param name="Code">The commit of the code.</param>
/// <param name="Data">The digest of the data snapshot.</param>
/// <param name="Parent">The digest of the package it was trained from.</param>
public sealed record PackageLineage(string? Code = null, string? Data = null, string? Parent = null);
