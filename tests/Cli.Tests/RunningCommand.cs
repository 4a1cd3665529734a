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
        foreach (var word in words) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Finished(process.ExitCode, output, error.Result);
    }

    public sealed record Finished(int ExitCode, string Output, string Error);
}
