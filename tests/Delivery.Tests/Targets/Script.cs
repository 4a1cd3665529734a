namespace Serverless.Delivery.Tests.Targets;

/// <summary>A program of a few lines of shell, which notes the words that it was called with last.</summary>
internal sealed class Script : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("script-").FullName;

    public Script(string name, string lines)
    {
        Path = System.IO.Path.Combine(_folder, name);
        File.WriteAllText(Path, $"#!/bin/sh\ncd {_folder}\nprintf '%s' \"$*\" >words\n{lines}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string Words => File.ReadAllText(System.IO.Path.Combine(_folder, "words"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
