using System.Collections;

namespace Serverless.LocalTargets.Processes;

/// <summary>
/// Leaves this process, and so all that it starts, only the variables that a platform gives too: settings of whoever typed the command
/// must not reach a host past its revision.
/// </summary>
internal static class CleanEnvironment
{
    private static readonly string[] Kept =
    [
        "PATH",
        "HOME",
        "USER",
        "LANG",
        "LC_ALL",
        "TZ",
        "TMPDIR",
        "DOTNET_ROOT",
        "DOTNET_ROOT_X64",
        "DOTNET_ROOT_ARM64",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ];

    public static void Apply()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => (string)pair.Key).ToList())
        {
            if (!Kept.Contains(name, StringComparer.Ordinal))
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
