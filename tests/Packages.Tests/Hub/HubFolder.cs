using System.Security.Cryptography;
using Serverless.HubStandIn;
using Serverless.Packages.Hub;

namespace Serverless.Packages.Tests.Hub;

/// <summary>A hub with one model, and a cache, for one test.</summary>
internal sealed class HubFolder : IAsyncDisposable
{
    public const string Id = "acme/tiny-captioner";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("captions-hub-");

    public HubServer Server { get; private set; } = null!;

    public string Cache => Path.Combine(_root.FullName, "cache");

    public string Model => Path.Combine(_root.FullName, "models", Id);

    public string ModelCache => Path.Combine(Cache, "models--acme--tiny-captioner");

    public static async Task<HubFolder> StartAsync(params string[] graphs)
    {
        var folder = new HubFolder();
        foreach (var name in (string[])["config.json", "preprocessor_config.json", "tokenizer.json", "README.md", "flax_model.msgpack"])
            folder.Write(name, 300);
        foreach (var graph in graphs.Length > 0 ? graphs : ["encoder_model_fp16", "decoder_model_merged_fp16"])
            folder.Write($"onnx/{graph}.onnx", 400_000);
        folder.Server = await HubServer.StartAsync(Path.Combine(folder._root.FullName, "models"));
        return folder;
    }

    public void Write(string path, int bytes)
    {
        var file = Path.Combine(Model, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(bytes));
    }

    public HubSettings Settings(string? token = null, bool isOffline = false) =>
        new(new Uri(Server.Address + "/"), token, Cache, isOffline);

    public async Task<Core.Result<HubSnapshot, PackageFailure>> PullAsync(
        string? dtype = null,
        string? token = null,
        bool isOffline = false,
        string revision = "main",
        IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using var client = new HubClient(Settings(token, isOffline), TimeProvider.System);
        return await client.PullAsync(new HubModel(Id, revision), dtype, progress, cancellationToken);
    }

    public byte[] Read(HubSnapshot snapshot, string path) => File.ReadAllBytes(Path.Combine(snapshot.Folder, path));

    public byte[] Source(string path) => File.ReadAllBytes(Path.Combine(Model, path));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _root.Delete(recursive: true);
    }
}
