using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>
/// The GPU that graphs run on. The runtime would quietly run on processors what it cannot run there; here that stops the start.
/// </summary>
internal static class CudaDevice
{
    private const string ProviderName = "CUDAExecutionProvider";

    /// <summary>Lets a session run on the GPU, where the settings say so.</summary>
    /// <exception cref="InvalidDataException">It cannot: the runtime's build, the driver or the device is missing.</exception>
    public static void Append(SessionOptions options, RuntimeSettings settings)
    {
        if (settings.Provider != ExecutionProvider.Cuda)
            return;
        var available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(ProviderName))
        {
            throw new InvalidDataException(
                $"The provider is to be cuda, and this build of ONNX Runtime has {string.Join(" and ", available)} alone: "
                    + "take the package for GPUs (make package TARGET=gpu), or the provider cpu."
            );
        }

        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["device_id"] = settings.Device.ToString(CultureInfo.InvariantCulture),
                    // Batches come in many sizes: an exhaustive search would be made anew for each.
                    ["cudnn_conv_algo_search"] = "HEURISTIC",
                    // Ten bits of mantissa would change which words win.
                    ["use_tf32"] = "0",
                }
            );
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException error)
        {
            throw Unusable(settings, error);
        }
    }

    /// <summary>The memory of the GPU that a session uses; null where it runs on processors.</summary>
    /// <exception cref="InvalidDataException">The session was to run on it, and does not.</exception>
    public static OrtMemoryInfo? MemoryOf(InferenceSession session, RuntimeSettings settings)
    {
        if (settings.Provider != ExecutionProvider.Cuda)
            return null;
        var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, settings.Device, OrtMemType.Default);
        try
        {
            // A session has an allocator for this memory if the provider is really in it.
            using var allocator = new OrtAllocator(session, memory);
            return memory;
        }
        catch (OnnxRuntimeException error)
        {
            memory.Dispose();
            throw Unusable(settings, error);
        }
    }

    private static InvalidDataException Unusable(RuntimeSettings settings, OnnxRuntimeException error) =>
        new($"The provider is to be cuda, and device {settings.Device} cannot be used: {error.Message}", error);
}
