using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>
/// AWS Lambda: a revision is a published version, named by its description; the alias shares the traffic out. Driven by the AWS command
/// line (docs.aws.amazon.com/cli: lambda, s3, cloudwatch).
/// </summary>
/// <param name="aws">The command line.</param>
/// <param name="outputs">function_name, alias, package_bucket and region of the stack.</param>
/// <param name="clock">Gives the end of measurements.</param>
internal sealed class AwsTarget(CommandLine aws, TerraformOutputs outputs, TimeProvider clock) : IDeploymentTarget
{
    private const string Mark = "captions ";

    private readonly ProbeMeter _probes = new(clock);
    private readonly string _function = outputs.Get("function_name"),
        _alias = outputs.Get("alias"),
        _bucket = outputs.Get("package_bucket"),
        _region = outputs.Get("region");

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken)
    {
        if (!(await LambdaAsync(cancellationToken, "get-alias", "--name", _alias)).TryGet(out var alias, out var failure))
            return failure;
        using (alias)
        {
            if (!(await LambdaAsync(cancellationToken, "list-versions-by-function")).TryGet(out var listed, out failure))
                return failure;
            using (listed)
            {
                var weights = WeightsOf(alias.RootElement);
                var versions = listed.RootElement.GetProperty("Versions").EnumerateArray();
                return new TargetState(
                    [
                        .. versions
                            .Where(version => version.GetProperty("Version").GetString() != "$LATEST")
                            .Select(version => RevisionOf(version, weights)),
                    ],
                    outputs.Url
                );
            }
        }
    }

    public async Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        var key = $"releases/{revision.Version}/{Path.GetFileName(revision.PackageFile)}";
        string[] copy = ["s3", "cp", revision.PackageFile, $"s3://{_bucket}/{key}", "--only-show-errors", "--region", _region];
        var description = $"{Mark}{revision.Version} {revision.Id}";
        var failure =
            await aws.DoAsync(cancellationToken, copy)
            ?? await DoAsync(cancellationToken, "update-function-code", "--s3-bucket", _bucket, "--s3-key", key)
            ?? await DoAsync(cancellationToken, "wait", "function-updated-v2")
            ?? await ConfigureAsync(description, revision.Settings, cancellationToken);
        if (failure is not null)
            return failure;
        if (!(await LambdaAsync(cancellationToken, "publish-version", "--description", description)).TryGet(out var made, out failure))
            return failure;
        using (made)
        {
            var number = made.RootElement.GetProperty("Version").GetString()!;
            return await DoAsync(cancellationToken, "wait", "published-version-active", "--qualifier", number);
        }
    }

    public Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken) => Task.FromResult<TargetFailure?>(null);

    public async Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        var numbers = new List<(string Number, int Weight)>();
        foreach (var (id, weight) in weights.Where(one => one.Value > 0))
        {
            if (!(await NumberOfAsync(id, cancellationToken)).TryGet(out var number, out var failure))
                return failure;
            numbers.Add((number, weight));
        }

        numbers.Sort((one, other) => other.Weight.CompareTo(one.Weight));
        var rest = numbers.Skip(1).Select(one => KeyValuePair.Create<string, JsonNode?>(one.Number, JsonValue.Create(one.Weight / 100.0)));
        var routing = new JsonObject { ["AdditionalVersionWeights"] = new JsonObject(rest) };
        string[] call = ["update-alias", "--name", _alias, "--function-version", numbers[0].Number];
        return await DoAsync(cancellationToken, [.. call, "--routing-config", routing.ToJsonString()]);
    }

    public async Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        if (keep) // a version without traffic costs nothing
            return null;
        var found = await NumberOfAsync(id, cancellationToken);
        if (!found.TryGet(out var number, out var failure))
            return failure.IsUnreachable ? failure : null;
        return await DoAsync(cancellationToken, "delete-function", "--qualifier", number);
    }

    public async Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (!(await StateAsync(cancellationToken)).TryGet(out var state, out var failure))
            return failure;
        var (probes, figures) = (_probes.Read(since), new Dictionary<string, RevisionMetrics>());
        foreach (var revision in state.Revisions.Where(one => one.Weight > 0))
        {
            var number = (await NumberOfAsync(revision.Id, cancellationToken)).Value ?? "";
            var call = await aws.ReadAsync(
                cancellationToken,
                "cloudwatch",
                "get-metric-data",
                "--start-time",
                Time(since),
                "--end-time",
                Time(clock.GetUtcNow()),
                "--metric-data-queries",
                LambdaMetrics.Queries(_function, _alias, number).ToJsonString(),
                "--region",
                _region,
                "--output",
                "json"
            );
            if (!call.TryGet(out var read, out failure))
                return failure;
            using (read)
                figures[revision.Id] = LambdaMetrics.Read(read.RootElement, probes.Of(revision.Id));
        }

        return new TargetMetrics(figures);
    }

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (!(await NumberOfAsync(id, cancellationToken)).TryGet(out var number, out var failure))
            return failure;
        var folder = Directory.CreateTempSubdirectory("invoke-").FullName;
        try
        {
            var (payload, answer) = (Path.Combine(folder, "event.json"), Path.Combine(folder, "answer.json"));
            await File.WriteAllTextAsync(payload, FunctionUrlEvent.Of(request).ToJsonString(), cancellationToken);
            return await _probes.MeasureAsync(
                id,
                async () =>
                    await DoAsync(cancellationToken, "invoke", "--qualifier", number, "--payload", "fileb://" + payload, answer)
                        is { } refused
                        ? refused
                        : FunctionUrlEvent.Read(await File.ReadAllBytesAsync(answer, cancellationToken))
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Settings over those that Terraform gave the function. The description changes each time: Lambda publishes no new version of what is
    /// as it was.
    /// </summary>
    private async Task<TargetFailure?> ConfigureAsync(
        string description,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        if (!(await LambdaAsync(cancellationToken, "get-function-configuration")).TryGet(out var read, out var failure))
            return failure;
        using (read)
        {
            var variables = new JsonObject();
            if (read.RootElement.TryGetProperty("Environment", out var before) && before.TryGetProperty("Variables", out var values))
            {
                foreach (var value in values.EnumerateObject())
                    variables[value.Name] = value.Value.GetString();
            }

            foreach (var (name, value) in settings)
                variables[name] = value;
            var environment = new JsonObject { ["Variables"] = variables }.ToJsonString();
            string[] change = ["update-function-configuration", "--description", description, "--environment", environment];
            return await DoAsync(cancellationToken, change) ?? await DoAsync(cancellationToken, "wait", "function-updated-v2");
        }
    }

    private async Task<Result<string, TargetFailure>> NumberOfAsync(string id, CancellationToken cancellationToken)
    {
        if (!(await LambdaAsync(cancellationToken, "list-versions-by-function")).TryGet(out var listed, out var failure))
            return failure;
        using (listed)
        {
            var found = listed.RootElement.GetProperty("Versions").EnumerateArray().LastOrDefault(version => NamesOf(version).Id == id);
            return found.ValueKind == JsonValueKind.Object
                ? found.GetProperty("Version").GetString()!
                : TargetFailure.Refused($"{_function} has no version {id}.");
        }
    }

    private static TargetRevision RevisionOf(JsonElement version, Dictionary<string, int> weights)
    {
        var (release, id) = NamesOf(version);
        return new TargetRevision(
            id,
            release,
            RevisionStatus.Ready,
            weights.GetValueOrDefault(version.GetProperty("Version").GetString()!),
            version.TryGetProperty("CodeSha256", out var digest) ? digest.GetString() : null
        );
    }

    /// <summary>Version and revision of the description; those of others are named by their number.</summary>
    private static (string? Version, string Id) NamesOf(JsonElement version)
    {
        var text = version.TryGetProperty("Description", out var description) ? description.GetString() ?? "" : "";
        return text.StartsWith(Mark, StringComparison.Ordinal) && text[Mark.Length..].Split(' ') is [var release, var id]
            ? (release, id)
            : (null, "version-" + version.GetProperty("Version").GetString());
    }

    private static Dictionary<string, int> WeightsOf(JsonElement alias)
    {
        var weights = new Dictionary<string, int>();
        if (
            alias.TryGetProperty("RoutingConfig", out var routing)
            && routing.ValueKind == JsonValueKind.Object
            && routing.TryGetProperty("AdditionalVersionWeights", out var additional)
        )
        {
            foreach (var weight in additional.EnumerateObject())
                weights[weight.Name] = (int)Math.Round(weight.Value.GetDouble() * 100);
        }

        weights[alias.GetProperty("FunctionVersion").GetString()!] = 100 - weights.Values.Sum();
        return weights;
    }

    private Task<Result<JsonDocument, TargetFailure>> LambdaAsync(CancellationToken cancellationToken, params string[] words) =>
        aws.ReadAsync(cancellationToken, Words(words));

    private Task<TargetFailure?> DoAsync(CancellationToken cancellationToken, params string[] words) =>
        aws.DoAsync(cancellationToken, Words(words));

    private string[] Words(string[] words) => ["lambda", .. words, "--function-name", _function, "--region", _region, "--output", "json"];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
