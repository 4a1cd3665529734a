using System.Diagnostics;
using System.Security.Cryptography;
using Serverless.Packages;
using Serverless.Packages.Loading;
using Serverless.Packages.Nuget;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;
using Serverless.Signing;
using Serverless.Testing;

namespace Serverless.Captions.Tests;

/// <summary>A temporary folder with packages of models, as their makers have them.</summary>
internal sealed class ModelPackages : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("caption-library-").FullName;

    public static string Tiny => Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");

    public static string Picture => Path.Combine(Repository.Root, "samples", "nagasaki-boats.jpg");

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>An unpacked package of the tiny captioner, as a build lays it beside a program.</summary>
    public async Task<string> UnpackAsync(string name = "tiny", SigningKey? key = null)
    {
        var layout = At(name + ".layout");
        await PackAsync(Tiny, layout, name, "1.0.0");
        if (key is not null)
        {
            var signed = await new PackageEditor(TimeProvider.System).EditAsync(
                layout,
                (registry, package) => PackageSigner.SignAsync(registry, package, key, null, CancellationToken.None),
                CancellationToken.None
            );
            Assert.Null(signed.Failure);
        }

        using var source = PackageFile.Open(layout, PackageLimits.Default, TimeProvider.System).Value!;
        var packed = (await PackageReader.ReadAsync(source, "1.0.0", CancellationToken.None)).Value!;
        var folder = Directory.CreateDirectory(At("models", name)).FullName;
        Assert.Null(await new UnpackedPackage(source).WriteAsync(packed.Package, "1.0.0", folder, CancellationToken.None));
        return folder;
    }

    /// <summary>A package in the form that its name's ending says.</summary>
    public static async Task PackAsync(string model, string output, string name, string version)
    {
        var request = new PackRequest(model)
        {
            Name = name,
            Version = version,
            RunsModel = false,
        };
        var packer = new PackagePacker(TimeProvider.System, NoTrial, new NupkgWriter(new NupkgOptions()));
        Assert.Null((await packer.PackAsync(request, output, CancellationToken.None)).Failure?.ToString());
    }

    public SigningKey NewKey(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(At(name + ".pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At(name + ".pub"), key.ExportSubjectPublicKeyInfoPem());
        return SigningKey.Read(At(name + ".pem")).Value!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static ProcessStartInfo NoTrial(IReadOnlyList<string> words) =>
        throw new InvalidOperationException("No trial is expected here.");
}
