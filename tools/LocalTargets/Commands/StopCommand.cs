using System.CommandLine;
using System.Text.Json;
using Serverless.LocalTargets.Processes;
using Serverless.Testing;

namespace Serverless.LocalTargets.Commands;

/// <summary><c>local-targets stop</c>: ends what serves below a folder, each in order.</summary>
internal static class StopCommand
{
    private static readonly string[] Files = ["target.json", "stores.json"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60),
        Pause = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        var below = new Option<string?>("--below") { Description = "folder of the states [artifacts/local]" };
        var command = new Command("stop", "Ends every target and the emulated stores; what ran runs again when they are started.")
        {
            below,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(below) ?? Path.Combine(Repository.Root, "artifacts", "local"), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(string root, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
            return ExitCode.Done;
        var running = Files
            .SelectMany(name => Directory.EnumerateFiles(root, name, SearchOption.AllDirectories))
            .Select(path => (Path: path, Process: Read(path)))
            .Where(pair => pair.Process is { IsRunning: true })
            .ToList();
        foreach (var (_, process) in running)
            Signals.AskToEnd(process!.Pid);
        var late = 0;
        foreach (var (path, process) in running)
        {
            var deadline = DateTimeOffset.UtcNow + Patience;
            while (process!.IsRunning && DateTimeOffset.UtcNow < deadline)
                await Task.Delay(Pause, cancellationToken);
            if (!process.IsRunning)
                continue;
            late++;
            await Console.Error.WriteLineAsync($"{path}: process {process.Pid} is still ending after {Patience.TotalSeconds:0} s.");
        }

        return late == 0 ? ExitCode.Done : ExitCode.TryAgain;
    }

    private static ProcessIdentity? Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new ProcessIdentity(
                json.RootElement.GetProperty("pid").GetInt32(),
                json.RootElement.GetProperty("startTime").GetInt64()
            );
        }
        catch (Exception error) when (error is JsonException or IOException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // gone meanwhile, or another program's file
        }
    }
}
