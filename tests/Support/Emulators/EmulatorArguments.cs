namespace Serverless.Testing.Emulators;

/// <summary>How each emulator is told where to listen and what to keep; for tests and for whatever else starts them.</summary>
internal static class EmulatorArguments
{
    /// <summary>moto: keeps nothing.</summary>
    public static string[] Moto(int port) => ["-H", "127.0.0.1", "-p", $"{port}"];

    /// <summary>Azurite's blob service.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="folder">Where it keeps its blobs; null for memory.</param>
    public static string[] Azurite(int port, string? folder = null) =>
        [
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            $"{port}",
            "--silent",
            "--disableTelemetry",
            .. (string[])(folder is null ? ["--inMemoryPersistence", "--extentMemoryLimit", "4096"] : ["--location", folder]),
        ];

    /// <summary>The strict Cloud Storage server of ours: keeps nothing.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="more">Buckets, and <c>--signed-by FILE</c>.</param>
    public static string[] CloudStorage(int port, params string[] more) => [$"{port}", .. more];
}
