using System.Text.Json;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Rollouts;

/// <summary>Whether a revision answers as the product does: real pictures with the release's own model, and refusals.</summary>
internal static class SmokeTest
{
    private const string Captions = "/v1/captions";

    private static readonly (string Name, string MediaType)[] Pictures =
    [
        ("cat.png", "image/png"),
        ("coffee.jpg", "image/jpeg"),
        ("rocket.jpg", "image/jpeg"),
    ];

    /// <summary>A picture to ask with, one after another.</summary>
    /// <param name="index">Counts up.</param>
    public static ProbeRequest Picture(int index)
    {
        var (name, type) = Pictures[index % Pictures.Length];
        using var stream = typeof(SmokeTest).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new ProbeRequest("POST", Captions, bytes, type);
    }

    /// <summary>Asks.</summary>
    /// <param name="target">The target.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="models">The models that its release holds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static async Task<TargetFailure?> RunAsync(
        IDeploymentTarget target,
        string revision,
        IReadOnlyList<ModelReference> models,
        CancellationToken cancellationToken
    )
    {
        var checks = Enumerable
            .Range(0, Pictures.Length)
            .Select(index => (Name: Pictures[index].Name, Request: Picture(index), Check: (Func<ProbeResponse, string?>)IsCaption))
            .Append(("an empty body", new ProbeRequest("POST", Captions, [], "image/png"), answer => IsStatus(answer, 400)))
            .Append(("an unknown path", new ProbeRequest("GET", "/v1/nowhere"), answer => IsStatus(answer, 404)));
        foreach (var (name, request, check) in checks)
        {
            if (!(await target.SendAsync(revision, request, cancellationToken)).TryGet(out var answer, out var failure))
                return failure;
            if (check(answer) is { } fault)
                return TargetFailure.Refused($"smoke test, {name}: {fault}");
        }

        return null;

        string? IsCaption(ProbeResponse answer) => IsStatus(answer, 200) ?? ModelFault(answer.Body, models[0]);
    }

    private static string? IsStatus(ProbeResponse answer, int status) =>
        answer.Status == status ? null : FormattableString.Invariant($"status {answer.Status}, {status} is expected");

    private static string? ModelFault(byte[] body, ModelReference expected)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var model = document.RootElement.GetProperty("model");
            if (document.RootElement.GetProperty("verdict").GetString() is null)
                return "a caption without a verdict";
            var found = new ModelReference(Text(model, "name"), Text(model, "version"), Text(model, "digest"));
            return found == expected ? null
                : found.Digest != expected.Digest ? $"its model is {found.Digest}, the release has {expected.Digest}"
                : $"its model is {found.Name} {found.Version}, the release has {expected.Name} {expected.Version}";
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "the answer is no caption document";
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
