using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>A precision in which weights are stored, as transformers.js names them.</summary>
/// <param name="Name">Its name: <c>--dtype</c>.</param>
/// <param name="Suffix">What graphs of it have behind their name.</param>
/// <param name="IsRun">Whether the loader takes it.</param>
internal sealed record HubPrecision(string Name, string Suffix, bool IsRun)
{
    /// <summary>All of them, the most exact first.</summary>
    public static IReadOnlyList<HubPrecision> All { get; } =
    [
        new("fp32", "", true),
        new("fp16", "_fp16", true),
        new("int8", "_int8", true),
        new("q8", "_quantized", true),
        new("uint8", "_uint8", true),
        new("q4", "_q4", false),
        new("q4f16", "_q4f16", false),
        new("bnb4", "_bnb4", false),
    ];

    /// <summary>Those that may be taken for a wish.</summary>
    /// <param name="name">The wish; null for the most exact that is there.</param>
    public static Result<IReadOnlyList<HubPrecision>, PackageFailure> For(string? name)
    {
        if (name is null)
            return All.Where(precision => precision.IsRun).ToArray();
        if (All.FirstOrDefault(precision => precision.Name == name) is not { } wanted)
            return PackageFailure.WrongUsage(
                "dtype",
                $"'{name}' is no precision; there are {string.Join(", ", All.Select(one => one.Name))}."
            );
        return wanted.IsRun
            ? new[] { wanted }
            : PackageFailure.WrongUsage(
                "dtype",
                $"{name} stores weights in blocks of four bits, which the loader does not take; take q8."
            );
    }
}
