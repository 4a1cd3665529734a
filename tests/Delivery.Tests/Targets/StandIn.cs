using Serverless.Delivery.Targets.Clouds;
using Serverless.Testing;

namespace Serverless.Delivery.Tests.Targets;

/// <summary>Stands in for a vendor's command line: notes its arguments, and answers by how they begin.</summary>
internal sealed class StandIn : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stand-in-").FullName;

    public StandIn(string name)
    {
        Program = Path.Combine(_folder, name);
        var launcher = Path.Combine(Repository.Root, "tests", "Delivery.Tests", "Targets", "stand-in.sh");
        File.CreateSymbolicLink(Program, launcher);
        File.WriteAllText(
            Program + ".lines",
            $$"""
            cd {{_folder}}
            printf '%s\n' "$*" >>calls
            for answer in answers/*; do
              [ -f "$answer/words" ] || continue
              case "$*" in "$(cat "$answer/words")"*) cat "$answer/output"; exit "$(cat "$answer/code")" ;; esac
            done
            """
        );
    }

    public string Program { get; }

    public CommandLine Command => new(Program);

    /// <summary>The arguments of every call, a blank between.</summary>
    public IReadOnlyList<string> Calls => File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];

    private string CallsFile => Path.Combine(_folder, "calls");

    public void Answer(string words, string output, int code = 0)
    {
        var key = string.Concat(words.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "answers", key)).FullName;
        File.WriteAllText(Path.Combine(folder, "words"), words);
        File.WriteAllText(Path.Combine(folder, "output"), output);
        File.WriteAllText(Path.Combine(folder, "code"), code.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The calls that change something.</summary>
    public IReadOnlyList<string> Changes(params string[] reads) =>
        [.. Calls.Where(call => !reads.Any(read => call.Contains(read, StringComparison.Ordinal)))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
