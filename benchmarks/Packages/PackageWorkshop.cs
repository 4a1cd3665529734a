using System.Diagnostics;
using System.Security.Cryptography;

namespace Serverless.Benchmarks.Packages;

/// <summary>A registry in a folder of its own, its keys, and the command line that fills it.</summary>
internal sealed class PackageWorkshop : IDisposable
{
    private readonly string _program = Path.Combine(Checkout.Root, "artifacts", "cli", "caption");

    public PackageWorkshop()
    {
        if (!File.Exists(_program))
            throw new InvalidDataException("Packages are measured with the built programs: make build first.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Key, key.ExportECPrivateKeyPem());
        File.WriteAllText(PublicKey, key.ExportSubjectPublicKeyInfoPem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("bench-packages-").FullName;

    public string Registry => Path.Combine(Folder, "registry");

    public string PublicKey => Path.Combine(Folder, "key.pub");

    private string Key => Path.Combine(Folder, "key.pem");

    public string Package(string version) => Path.Combine(Folder, $"captions-{version}.tar");

    /// <summary>The embedded models, as a version of their own.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="rollout">Its rollout policy, JSON.</param>
    /// <param name="change">Changes the captioner's folder before it is packed; null for nothing.</param>
    /// <returns>Milliseconds of the command that packs.</returns>
    public double Pack(string version, string rollout, Action<string>? change = null)
    {
        var models = Path.Combine(Folder, "models-" + version);
        foreach (var name in (string[])["caption-base", "quality-base", "labels-base", "text-base", "vision-base"])
            Copy(Checkout.Models(name), Path.Combine(models, name));
        File.WriteAllText(
            Path.Combine(models, "caption.json"),
            $$"""
            {"name": "captions", "version": "{{version}}", "languages": ["en"], "details": ["brief"], "words": "lowercase",
              "rollout": {{rollout}}}
            """
        );
        Directory.CreateDirectory(Path.Combine(models, "golden"));
        File.Copy(Path.Combine(Checkout.Root, "samples", "nagasaki-boats.jpg"), Path.Combine(models, "golden", "nagasaki-boats.jpg"));
        change?.Invoke(Path.Combine(models, "caption-base"));
        return Run("pack", models, "--out", Package(version));
    }

    public double Sign(string version) => Run("sign", Package(version), "--key", Key);

    public double Verify(string version) => Run("verify", Package(version), "--trusted", PublicKey);

    public double Push(string version) => Run("push", Package(version), Registry);

    public double Pull(string version)
    {
        var target = Path.Combine(Folder, "pulled.tar");
        File.Delete(target);
        return Run("pull", $"{Registry}:{version}", "--out", target);
    }

    public double Promote(string version) => Run("promote", $"{Registry}:{version}", "champion", "--key", Key, "--trusted", PublicKey);

    public double RollBack() => Run("rollback", Registry, "--key", Key, "--trusted", PublicKey);

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs <c>caption model …</c>.</summary>
    /// <returns>Milliseconds, the start of the program included.</returns>
    private double Run(params string[] words)
    {
        var start = new ProcessStartInfo(_program, ["model", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Folder,
        };
        start.Environment["CAPTION_MODEL_CACHE"] = Path.Combine(Folder, "cli-cache");
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Folder, "config");
        start.Environment.Remove("CAPTION_DELIVERY_STORE");
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidDataException($"caption model {string.Join(' ', words)}: exit {process.ExitCode}\n{output.Result}{error}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
