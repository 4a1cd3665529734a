using Serverless.Testing;

namespace Serverless.Delivery.Tests.Targets;

/// <summary>A program of a few lines of shell, which notes the words that it was called with last.</summary>
internal sealed class Script : IDisposable
{
    private static readonly string Launcher = System.IO.Path.Combine(Repository.Root, "tests", "Delivery.Tests", "Targets", "stand-in.sh");

    private readonly string _folder = Directory.CreateTempSubdirectory("script-").FullName;

    public Script(string name, string lines)
    {
        Path = System.IO.Path.Combine(_folder, name);
        File.CreateSymbolicLink(Path, Launcher);
        File.WriteAllText(Path + ".lines", $"cd {_folder}\nprintf '%s' \"$*\" >words\n{lines}\n");
    }

    public string Path { get; }

    public string Words => File.ReadAllText(System.IO.Path.Combine(_folder, "words"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
