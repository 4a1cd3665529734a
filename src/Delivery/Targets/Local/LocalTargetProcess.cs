using System.Diagnostics;
using System.Text.Json;
using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Targets.Local;

/// <summary>The program <c>local-targets</c> for one target of one environment: found where it runs, else started.</summary>
internal static class LocalTargetProcess
{
    /// <summary>The setting that names the program.</summary>
    public const string ProgramSetting = "CAPTION_LOCAL_TARGETS";

    /// <summary>The setting that names the folder of local targets' states.</summary>
    public const string StateSetting = "CAPTION_LOCAL_STATE";

    private const string DefaultProgram = "artifacts/local-targets/local-targets",
        StateFolder = "artifacts/local";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60),
        Poll = TimeSpan.FromMilliseconds(100),
        CallTimeout = TimeSpan.FromSeconds(90); // draining takes up to 30 s

    /// <summary>Opens it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="target">The target.</param>
    /// <param name="key">What smoke tests prove themselves with.</param>
    /// <param name="variables">Reads environment variables.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Result<LocalTarget, DeliveryFailure>> OpenAsync(
        string environment,
        string target,
        string? key,
        Func<string, string?> variables,
        CancellationToken cancellationToken
    )
    {
        var folder = FolderOf(environment, target, variables);
        if (await FindAsync(folder, target, environment, cancellationToken) is { } running)
            return Connect(running, key);
        var program = Path.GetFullPath(variables(ProgramSetting) is { Length: > 0 } set ? set : DefaultProgram);
        if (!File.Exists(program))
        {
            return DeliveryFailure.WrongUsage(
                $"The local {target} needs the program {program}: `make local-targets` builds it, {ProgramSetting} names another. "
                    + "For a cloud name Terraform's outputs: OUTPUTS=FILE."
            );
        }

        Start(program, environment, target, folder);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartTimeout)
        {
            if (await FindAsync(folder, target, environment, cancellationToken) is { } started)
                return Connect(started, key);
            await Task.Delay(Poll, cancellationToken);
        }

        return DeliveryFailure.TryAgain($"The local {target} did not start in {StartTimeout.TotalSeconds} s; see {LogOf(folder)}.");
    }

    /// <summary>Stops it where it runs.</summary>
    /// <returns>Whether it ran.</returns>
    public static async Task<bool> StopAsync(
        string environment,
        string target,
        Func<string, string?> variables,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(FolderOf(environment, target, variables), target, environment, cancellationToken) is not { } running)
            return false;
        using var client = new HttpClient { Timeout = CallTimeout };
        using var answer = await client.DeleteAsync(running.ControlUrl, cancellationToken);
        return true;
    }

    private static string FolderOf(string environment, string target, Func<string, string?> variables) =>
        Path.GetFullPath(Path.Combine(variables(StateSetting) is { Length: > 0 } root ? root : StateFolder, environment, target));

    private static string LogOf(string folder) => Path.Combine(folder, "local-targets.log");

    private static LocalTarget Connect(LocalAddress address, string? key) =>
        new(new HttpClient { BaseAddress = new Uri(address.ControlUrl + "/"), Timeout = CallTimeout }, new Uri(address.CaptionUrl), key);

    /// <summary>
    /// The one that serves the folder, where it answers and is the one meant: an address may be left of one that was killed.
    /// </summary>
    private static async Task<LocalAddress?> FindAsync(
        string folder,
        string target,
        string environment,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, "target.json"), cancellationToken);
            if (JsonSerializer.Deserialize(bytes, LocalJson.Default.LocalAddress) is not { } address)
                return null;
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var document = JsonDocument.Parse(await client.GetByteArrayAsync(address.ControlUrl + "/state", cancellationToken));
            var isMeant =
                document.RootElement.GetProperty("target").GetString() == target
                && document.RootElement.GetProperty("environment").GetString() == environment;
            return isMeant ? address : null;
        }
        catch (Exception error)
            when (error is IOException or HttpRequestException or JsonException or KeyNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>
    /// Outlives this process: it is the platform. By way of a shell, so that it is in no session of ours and holds no pipe.
    /// </summary>
    private static void Start(string program, string environment, string target, string folder)
    {
        Directory.CreateDirectory(folder);
        const string Script = """exec setsid "$1" serve "$2" --environment "$3" --state "$4" >>"$5" 2>&1 </dev/null & """;
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", program, target, environment, folder, LogOf(folder)]);
        using var shell = Process.Start(start)!;
        shell.WaitForExit();
    }
}
