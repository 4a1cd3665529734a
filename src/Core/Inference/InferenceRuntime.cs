using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>What runs the models.</summary>
public static class InferenceRuntime
{
    /// <summary>Its version, such as 1.31.1, read from the native library.</summary>
    /// <exception cref="NativeLibraryException">The library is missing or of another platform.</exception>
    public static string Version
    {
        get
        {
            OrtEnvironment.Ensure(); // else asking would turn its telemetry on
            return OrtEnv.Instance().GetVersionString();
        }
    }
}
