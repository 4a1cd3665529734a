namespace Serverless.Core;

/// <summary>
/// A native library cannot be loaded or does not start: broken set-up, reported to the operator before any picture is read.
/// </summary>
/// <param name="library">What is missing.</param>
/// <param name="file">The file that was searched for.</param>
/// <param name="advice">What to do, one sentence.</param>
/// <param name="cause">The loader's error.</param>
public sealed class NativeLibraryException(string library, string file, string advice, Exception? cause)
    : DllNotFoundException(
        $"{library} cannot be loaded: {file} was looked for in {AppContext.BaseDirectory} and in the system's library folders"
            + $"{(cause is null ? "" : $" ({FirstLine(cause)})")}. {advice}",
        cause
    )
{
    private static string FirstLine(Exception cause) => cause.GetBaseException().Message.Split('\n')[0].Trim();
}
