using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>
/// The runtime's environment, one for the process: it logs errors only, and its telemetry is off. The runtime's own builds otherwise keep
/// a file under the user's cache folder and report to Microsoft, and the call that disables events does not stop them; the variable does,
/// if the native side sees it before its environment is made.
/// </summary>
internal static partial class OrtEnvironment
{
    private const string Variable = "ORT_DISABLE_TELEMETRY",
        Yes = "1";

    private static readonly Lazy<OrtEnv> Instance = new(Create);

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll"
        : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib"
        : "libonnxruntime.so";

    /// <summary>Called before any other use of the runtime.</summary>
    /// <exception cref="NativeLibraryException">The runtime's library is missing or of another platform.</exception>
    public static void Ensure() => _ = Instance.Value;

    private static OrtEnv Create()
    {
        Environment.SetEnvironmentVariable(Variable, Yes);

        // .NET keeps its own copy of the environment; the native side reads the process's.
        if (!OperatingSystem.IsWindows() && SetVariable(Variable, Yes, overwrite: 1) != 0)
        {
            throw new InvalidOperationException("The runtime's telemetry cannot be turned off.");
        }

        try
        {
            return Open();
        }
        catch (Exception error)
            when (error.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new NativeLibraryException("ONNX Runtime", FileName, "Use the package made for this platform.", error);
        }
    }

    private static OrtEnv Open()
    {
        var options = new EnvironmentCreationOptions { logId = "caption", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        var environment = OrtEnv.IsCreated ? OrtEnv.Instance() : OrtEnv.CreateInstanceWithOptions(ref options);
        environment.DisableTelemetryEvents();
        return environment;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
