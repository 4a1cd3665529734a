using System.Diagnostics;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.LocalTargets.Tests;

/// <summary>The emulated stores of the local targets, as a user starts them.</summary>
public sealed class StoresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stores-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_target_has_a_store_or_is_named_with_the_way_to_get_it_and_addresses_stay_after_a_restart()
    {
        var first = await RunAsync();
        foreach (var target in (string[])["aws", "azure", "gcp", "kubernetes", "onprem"])
        {
            var isThere = first.GetProperty("stores").TryGetProperty(target, out var store);
            Assert.NotEqual(isThere, first.GetProperty("missing").TryGetProperty(target, out _));
            if (isThere)
                Assert.EndsWith("captions/", store.GetProperty("address").GetString(), StringComparison.Ordinal);
        }

        var folder = new Uri(first.GetProperty("stores").GetProperty("onprem").GetProperty("address").GetString()!).LocalPath;
        await File.WriteAllTextAsync(Path.Combine(folder, "kept"), "kept");
        var second = await RunAsync();
        Assert.Equal(first.GetProperty("stores").GetRawText(), second.GetProperty("stores").GetRawText());
        Assert.True(File.Exists(Path.Combine(folder, "kept")));
    }

    /// <summary>Starts the stores, reads their file and ends them.</summary>
    private async Task<JsonElement> RunAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(Repository.Root, "tools", "LocalTargets", "bin", configuration, "net10.0", "local-targets");
        using var process = Process.Start(new ProcessStartInfo(program, ["stores", "--state", _folder]))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var path = Path.Combine(_folder, "stores.json");
        try
        {
            while (!File.Exists(path))
            {
                Assert.False(process.HasExited, "the program ended before the stores ran");
                await Task.Delay(50, patience.Token);
            }

            var read = JsonDocument.Parse(await File.ReadAllBytesAsync(path)).RootElement;
            Signals.AskToEnd(process);
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(0, process.ExitCode);
            Assert.False(File.Exists(path));
            return read;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
