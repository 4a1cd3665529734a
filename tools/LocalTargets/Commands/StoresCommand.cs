using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Serverless.LocalTargets.Processes;
using Serverless.LocalTargets.State;
using Serverless.LocalTargets.Stores;
using Serverless.Testing;

namespace Serverless.LocalTargets.Commands;

/// <summary><c>local-targets stores</c>.</summary>
internal static class StoresCommand
{
    public static Command Create()
    {
        var state = new Option<string?>("--state")
        {
            Description = "folder of what they keep, logs and stores.json [artifacts/local/stores]",
        };
        var container = new Option<string>("--container")
        {
            Description = "bucket, container or folder that each has",
            DefaultValueFactory = _ => "captions",
        };
        container.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !IsName(name))
                result.AddError("--container: 3 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit.");
        });
        var command = new Command("stores", "Starts the emulated stores of all targets, until it is ended by SIGTERM.")
        {
            state,
            container,
        };
        command.SetAction(
            (parsed, _) =>
                RunAsync(
                    Path.GetFullPath(parsed.GetValue(state) ?? Path.Combine(Repository.Root, "artifacts", "local", "stores")),
                    parsed.GetValue(container)!
                )
        );
        return command;
    }

    private static bool IsName(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && name[0] != '-'
        && name[^1] != '-';

    private static async Task<int> RunAsync(string folder, string container)
    {
        using var held = new StateFiles(folder).TryLock();
        var path = Path.Combine(folder, "stores.json");
        if (held is null)
        {
            await Console.Error.WriteLineAsync($"{folder} is used by another process: {path} says which.");
            return ExitCode.TryAgain;
        }

        var stop = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var starter = new ProcessStarter();
        await using var stores = new EmulatedStores(folder, container, starter);
        var running = await stores.StartAsync();
        foreach (var (name, why) in running.Missing)
            await Console.Error.WriteLineAsync($"{name}: {why}");
        var draft = path + ".new";
        await File.WriteAllBytesAsync(draft, JsonSerializer.SerializeToUtf8Bytes(running, StoresJson.Default.StoresFile));
        File.Move(draft, path, overwrite: true);
        Console.WriteLine($"stores: {path}");
        var ended = await Task.WhenAny(stop.Task, stores.Lost);
        File.Delete(path);
        if (ended == stop.Task)
            return ExitCode.Done;
        await Console.Error.WriteLineAsync(await stores.Lost);
        return ExitCode.Internal;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult("");
        }
    }
}
