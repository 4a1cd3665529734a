using NuGet.Versioning;
using Serverless.Core.Service;

namespace Serverless.Packages.Loading;

/// <summary>What this program and machine offer a package.</summary>
/// <param name="Core">The version of this program.</param>
/// <param name="Opset">The highest opset of ONNX that the runtime knows.</param>
/// <param name="Providers">Execution providers that are there.</param>
/// <param name="MemoryMiB">Memory that a model may take, in MiB.</param>
public sealed record PackageRequirements(NuGetVersion Core, int Opset, IReadOnlyList<string> Providers, long MemoryMiB)
{
    /// <summary>The execution provider of every machine.</summary>
    public const string Cpu = "CPUExecutionProvider";

    /// <summary>The highest opset of ONNX Runtime 1.31.</summary>
    public const int RuntimeOpset = 25;

    /// <summary>Of this program, on this machine, on its processors.</summary>
    public static PackageRequirements OfThisMachine() => new(CoreVersion(), RuntimeOpset, [Cpu], ProcessMemory.LimitBytes() >> 20);

    /// <summary>The version of this program.</summary>
    public static NuGetVersion CoreVersion() => new(typeof(Serverless.Core.Pipeline.LoadedModels).Assembly.GetName().Version!.ToString(3));
}
