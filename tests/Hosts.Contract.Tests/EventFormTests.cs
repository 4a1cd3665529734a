using System.Text;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>
/// Every form of an event, the broken ones among them, through the processes that listen: a form that is read and concerns no folder of
/// ours is acknowledged.
/// </summary>
public sealed class EventFormTests : IAsyncLifetime
{
    private readonly List<(string Name, IPlatform Platform, bool DropsMalformed)> _hosts = [];

    public async ValueTask InitializeAsync()
    {
        (string, string)[] tiny =
        [
            ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
            ("CAPTION_LABEL_MODEL", "none"),
            ("CAPTION_TEXT_MODEL", "none"),
        ];
        _hosts.Add(
            (
                "kubernetes",
                await ListeningPlatform.KubernetesAsync([
                    .. tiny,
                    ("CAPTION_EVENTS_FROM", "s3://elsewhere/in/,az://elsewhere/pictures/,gs://elsewhere/in/"),
                    ("AWS_REGION", "eu-central-1"),
                ]),
                false
            )
        );
        _hosts.Add(("azure", await ListeningPlatform.AzureAsync([.. tiny, ("CAPTION_EVENTS_FROM", "az://elsewhere/pictures/")]), false));
        _hosts.Add(("gcp", await ListeningPlatform.GoogleAsync([.. tiny, ("CAPTION_EVENTS_FROM", "gs://elsewhere/in/")]), true));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, platform, _) in _hosts)
            await platform.DisposeAsync();
    }

    [Fact]
    public async Task Every_form_is_acknowledged_answered_or_refused()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "events", "forms")).Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            var root = document.RootElement;
            var headers = root.GetProperty("headers")
                .EnumerateObject()
                .Where(header => header.Value.GetString()!.All(char.IsAscii))
                .Select(header => new KeyValuePair<string, string>(header.Name, header.Value.GetString()!))
                .ToList();
            if (headers.Count != root.GetProperty("headers").EnumerateObject().Count())
                continue; // no client sends it
            byte[] body =
                root.GetProperty("body").ValueKind == JsonValueKind.Null
                    ? []
                    : Encoding.UTF8.GetBytes(root.GetProperty("body").GetRawText());
            foreach (var (name, platform, drops) in _hosts)
            {
                var expected = root.TryGetProperty("fault", out var fault)
                    ? drops
                        ? 204
                        : fault.GetInt32()
                    : root.TryGetProperty("validation", out _)
                        ? 200
                        : 204;
                Assert.Equal(
                    (Path.GetFileName(file), name, expected),
                    (Path.GetFileName(file), name, (await platform.SendAsync(new HostRequest("POST", "/v1/events", headers, body))).Status)
                );
            }
        }
    }
}
