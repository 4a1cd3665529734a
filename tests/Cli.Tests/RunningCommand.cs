using System.Diagnostics;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>The program <c>caption</c>, run to its end.</summary>
internal static class RunningCommand
{
    public static Finished Run(params string[] words) => Run([], [], words);

    public static Finished Run(byte[] input, Dictionary<string, string?> environment, params string[] words)
    {
        var start = BuiltProgram.Of("Cli", "caption", environment);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Finished(process.ExitCode, output, error.Result);
    }

    /// <summary>Runs the program in a shell's line, where <c>$caption</c> stands for it and its words.</summary>
    /// <param name="line">Such as <c>$caption > /dev/full</c>.</param>
    /// <param name="environment">Besides this process's own.</param>
    /// <param name="words">The words.</param>
    public static Finished RunInShell(string line, Dictionary<string, string?> environment, params string[] words)
    {
        var start = BuiltProgram.Of("Cli", "caption", environment);
        string[] shell = ["-c", line.Replace("$caption", "\"$0\" \"$@\"", StringComparison.Ordinal), start.FileName, .. words];
        start.FileName = "/bin/bash";
        foreach (var word in shell)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Finished(process.ExitCode, output, error.Result);
    }

    public sealed record Finished(int ExitCode, string Output, string Error);
}
