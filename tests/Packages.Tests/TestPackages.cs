using System.Diagnostics;
using System.Security.Cryptography;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;
using Serverless.Signing;
using Serverless.Testing;

namespace Serverless.Packages.Tests;

/// <summary>A temporary folder with a package of the tiny captioner, and what signs it.</summary>
internal sealed class TestPackages : IDisposable
{
    public static readonly string Tiny = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");

    public static TrialStart NoTrial { get; } = _ => throw new InvalidOperationException("No trial is expected here.");

    /// <summary>The program <c>caption</c> of this build.</summary>
    public static TrialStart RealTrial { get; } =
        words =>
        {
            var start = BuiltProgram.Of("Cli", "caption");
            foreach (var word in (string[])["model", "trial", .. words])
                start.ArgumentList.Add(word);
            return start;
        };

    public string Folder { get; } = Directory.CreateTempSubdirectory("caption-packages-").FullName;

    public string Cache => Path.Combine(Folder, "cache");

    public TestClock Clock { get; } = new();

    public PackageLoader Loader => new(Clock, NoTrial);

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>A package that is not run: the same each time.</summary>
    public async Task<PackedModel> PackAsync(string name, string version = "1.0.0", string? source = null)
    {
        var request = new PackRequest(source ?? Tiny)
        {
            Name = "tiny",
            Version = version,
            RunsModel = false,
        };
        var packed = await new PackagePacker(Clock, NoTrial).PackAsync(request, At(name), CancellationToken.None);
        Assert.Null(packed.Failure);
        return packed.Value!;
    }

    public SigningKey NewKey(string name = "key.pem")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(At(name), key.ExportPkcs8PrivateKeyPem());
        return SigningKey.Read(At(name)).Value!;
    }

    public async Task SignAsync(string name, SigningKey key, DateTimeOffset? expires = null)
    {
        var signed = await new PackageEditor(Clock).EditAsync(
            At(name),
            (registry, package) => PackageSigner.SignAsync(registry, package, key, expires, CancellationToken.None),
            CancellationToken.None
        );
        Assert.Null(signed.Failure);
    }

    public PackagePolicy Policy(TrustedKeys? trusted) =>
        new(trusted, trusted is null, null, Cache, new PackageRequirements(new("0.1.0"), 25, ["CPUExecutionProvider"], 100_000), false);

    public async Task<string?> RuleAsync(string name, PackagePolicy policy) =>
        (await Loader.OpenFileAsync(At(name), policy, CancellationToken.None)).Failure?.Rule;

    public StoreRegistry OpenFolder(string name) => new(PackageFile.FolderOf(At(name), Clock));

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            Process.Start("chmod", ["-R", "u+w", Folder]).WaitForExit();
        Directory.Delete(Folder, recursive: true);
    }
}
