using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Speed;

/// <summary>The machine and the versions that figures belong to.</summary>
internal static class Machine
{
    public static string Line(int threads) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Cpu()}, {Environment.ProcessorCount} processors; .NET {Environment.Version}, ONNX Runtime "
                + $"{OrtEnv.Instance().GetVersionString()}, libvips {VipsImageDecoder.Start()}, "
                + $"{RuntimeInformation.RuntimeIdentifier}; {threads} threads a run"
        );

    private static string Cpu() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim()
            : "unknown processor";
}
