using System.Security.Cryptography;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>All hosts with one key and two bodies at once, started once.</summary>
public sealed class KeyedHosts : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;
    private readonly List<(string Name, ListeningPlatform Platform)> _hosts = [];
    private FakeLambda? _lambda;

    internal IReadOnlyList<(string Name, ListeningPlatform Platform)> Listening => _hosts;

    internal FakeLambda Lambda => _lambda!;

    public async ValueTask InitializeAsync()
    {
        var keys = Path.Combine(_folder, "keys.json");
        await File.WriteAllTextAsync(
            keys,
            $$"""{"keys":[{"id":"a","sha256":"{{Convert.ToHexStringLower(SHA256.HashData("right"u8))}}","scopes":["caption"]}]}"""
        );
        (string, string)[] settings =
        [
            ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
            ("CAPTION_LABEL_MODEL", "none"),
            ("CAPTION_TEXT_MODEL", "none"),
            ("CAPTION_AUTH", "keys"),
            ("CAPTION_KEYS_FILE", keys),
            ("CAPTION_MAX_BODY_BYTES", "100000"),
            ("CAPTION_MAX_BODIES", "2"),
        ];
        _hosts.Add(("kubernetes", await ListeningPlatform.KubernetesAsync(settings)));
        _hosts.Add(("gcp", await ListeningPlatform.GoogleAsync([.. settings, ("FUNCTION_SIGNATURE_TYPE", "http")])));
        _hosts.Add(("azure", await ListeningPlatform.AzureAsync(settings)));
        _lambda = await FakeLambda.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, platform) in _hosts)
            await platform.DisposeAsync();
        if (_lambda is not null)
            await _lambda.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
