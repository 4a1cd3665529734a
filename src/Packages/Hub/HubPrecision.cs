using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>A precision in which weights are stored, as transformers.js names them.</summary>
/// <param name="Name">Its name: <c>--dtype</c>.</param>
/// <param name="Suffix">What graphs of it have behind their name.</param>
internal sealed record HubPrecision(string Name, string Suffix)
{
    /// <summary>All that the loader takes, in its order: the most exact first.</summary>
    public static IReadOnlyList<HubPrecision> All { get; } =
    [
        new("fp32", ""),
        new("fp16", "_fp16"),
        new("int8", "_int8"),
        new("q8", "_quantized"),
        new("uint8", "_uint8"),
        new("q4", "_q4"),
        new("bnb4", "_bnb4"),
        new("q4f16", "_q4f16"),
    ];

    /// <summary>Those that may be taken for a wish.</summary>
    /// <param name="name">The wish; null for the most exact that is there.</param>
    public static Result<IReadOnlyList<HubPrecision>, PackageFailure> For(string? name)
    {
        if (name is null)
            return All.ToArray();
        return All.FirstOrDefault(precision => precision.Name == name) is { } wanted
            ? new[] { wanted }
            : PackageFailure.WrongUsage("dtype", $"'{name}' is no precision; there are {string.Join(", ", All.Select(one => one.Name))}.");
    }
}
