using System.Diagnostics;
using System.Security.Cryptography;

namespace Serverless.Testing;

/// <summary>A registry in a folder of its own, with keys, filled by the command line as an operator would.</summary>
internal sealed class ModelLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public ModelLine()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Key, key.ExportECPrivateKeyPem());
        File.WriteAllText(PublicKey, key.ExportSubjectPublicKeyInfoPem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("model-line-").FullName;

    public string Registry => Path.Combine(Folder, "registry");

    public string Key => Path.Combine(Folder, "key.pem");

    public string PublicKey => Path.Combine(Folder, "key.pub");

    /// <summary>Settings of a host that follows this registry, and looks every second.</summary>
    public Dictionary<string, string?> Settings() =>
        new()
        {
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
            ["CAPTION_MODEL_FROM"] = Registry,
            ["CAPTION_MODEL_SECONDS"] = "1",
            ["CAPTION_MODEL_CACHE"] = Path.Combine(Folder, "cache"),
            ["CAPTION_TRUSTED_KEYS"] = PublicKey,
        };

    /// <summary>Packs, signs and pushes a fixture.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="fixture">Which.</param>
    /// <param name="rollout">Its rollout policy, JSON; null for none.</param>
    public async Task PublishAsync(string version, string fixture = "vit-gpt2-tiny", string? rollout = null)
    {
        var model = Path.Combine(Folder, "model-" + version);
        Copy(Path.Combine(Repository.Fixtures, fixture), model);
        var more = rollout is null ? "" : $", \"rollout\": {rollout}";
        await File.WriteAllTextAsync(
            Path.Combine(model, "caption.json"),
            $$"""{"name": "tiny", "version": "{{version}}", "languages": ["en"], "details": ["brief"]{{more}}}"""
        );
        Directory.CreateDirectory(Path.Combine(model, "golden"));
        File.Copy(Path.Combine(Repository.Root, "samples", "shapes.png"), Path.Combine(model, "golden", "shapes.png"));
        var package = Path.Combine(Folder, $"tiny-{version}.tar");
        await RunAsync("pack", model, "--out", package);
        await RunAsync("sign", package, "--key", Key);
        await RunAsync("push", package, Registry);
    }

    public Task PromoteAsync(string version, string alias = "champion") =>
        RunAsync("promote", $"{Registry}:{version}", alias, "--key", Key, "--trusted", PublicKey);

    public Task RollbackAsync() => RunAsync("rollback", Registry, "--key", Key, "--trusted", PublicKey);

    /// <summary>Runs <c>caption model …</c>.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(params string[] words)
    {
        var (code, output, error) = await TryAsync(words);
        Assert.True(code == 0, $"caption model {string.Join(' ', words)}: exit {code}\n{output}{error}");
        return output;
    }

    public async Task<(int Code, string Output, string Error)> TryAsync(params string[] words)
    {
        var start = BuiltProgram.Of(
            "Cli",
            "caption",
            new Dictionary<string, string?>
            {
                ["CAPTION_MODEL_CACHE"] = Path.Combine(Folder, "cli-cache"),
                ["CAPTION_DELIVERY_STORE"] = null,
                ["XDG_CONFIG_HOME"] = Path.Combine(Folder, "config"),
            }
        );
        start.ArgumentList.Add("model");
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(patience.Token),
            process.StandardError.ReadToEndAsync(patience.Token)
        );
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Folder, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name.StartsWith("tensors", StringComparison.Ordinal) || name.StartsWith("resized", StringComparison.Ordinal))
                continue;
            if (name is "cases.json" or "interface.json")
                continue;
            var target = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
