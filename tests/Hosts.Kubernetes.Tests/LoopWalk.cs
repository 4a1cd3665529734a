using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>
/// One machine with all that the loop stands on: a tiny captioner with a tiny quality model and its drift reference, in a signed registry;
/// decisions of two people; folders of traffic and of the loop; the command line as a process.
/// </summary>
internal sealed class LoopWalk : IDisposable
{
    private const int Pictures = 400;

    private const string Head = """
        {
          "schemaVersion": 1, "name": "quality-tiny", "version": "1.0.0", "madeBy": "by hand",
          "own": [{ "intercept": 0, "fitLogit": 0.1, "lift": null, "meanLogProbability": 0.1, "repetition": 0 }],
          "given": [{ "intercept": 0, "fitLogit": 1, "lift": null, "meanLogProbability": 0, "repetition": 0 }],
          "good": 0.8, "speak": 0.6, "refuse": 0.5, "refuseGiven": 0.25, "margin": 0.05, "lowFit": 0.5, "lowConfidence": 0.35
        }
        """;

    private readonly ModelLine _line = new();

    private readonly List<string> _transcript = [];

    /// <summary>Adds a line for the reader.</summary>
    public void Say(string line) => _transcript.Add(line);

    /// <summary>What was run and what it said, where the test is asked to keep it (<c>make loop</c>).</summary>
    public void KeepTranscript()
    {
        if (Environment.GetEnvironmentVariable("CAPTION_TEST_LOOP_TRANSCRIPT") is { Length: > 0 } path)
            File.WriteAllLines(path, _transcript.Select(line => line.Replace(_line.Folder + "/", "", StringComparison.Ordinal)));
    }

    /// <summary>Who did what to the model, as an operator reads it.</summary>
    public async Task ShowLedgerAsync()
    {
        Say("$ caption model list registry --ledger");
        foreach (var line in (await _line.RunAsync("list", _line.Registry, "--ledger")).TrimEnd().Split('\n'))
        {
            var cells = line.Split('\t'); // at, kind, name, version, digest, who, why
            Say($"{cells[0]}  {cells[1], -10}  {cells[3]}  {(cells[6].Length > 110 ? cells[6][..110] + "…" : cells[6])}");
        }
    }

    public string At(string name) => Path.Combine(_line.Folder, name);

    /// <summary>Settings of a host that counts traffic and follows the registry.</summary>
    public Dictionary<string, string?> HostSettings()
    {
        var settings = _line.Settings();
        settings["CAPTION_TRAFFIC_TO"] = $"file://{At("traffic")}/";
        settings["CAPTION_TRAFFIC_SECONDS"] = "10";
        settings["CAPTION_REVIEWS_TO"] = $"file://{At("reviews")}/";
        return settings;
    }

    /// <summary>Makes the champion, its reference and the decisions.</summary>
    /// <param name="maxQualityDrop">Of the rollout policy: below 0 for a trial that nothing passes.</param>
    public async Task SetUpAsync(double maxQualityDrop)
    {
        CopyModel("vit-gpt2-tiny", "model");
        CopyModel("clip-tiny", "model/quality");
        await File.WriteAllTextAsync(At("model/quality/quality.json"), Head);
        await File.WriteAllTextAsync(At("model/caption.json"), Contract(maxQualityDrop));
        Directory.CreateDirectory(At("usual"));
        for (var i = 0; i < 150; i++)
            await File.WriteAllBytesAsync(At($"usual/{i}.png"), TinyPicture.Png(i));
        Fine(await RunAsync("monitor", "reference", At("usual"), "--model", At("model"), "--out", At("model/quality/drift.json")));
        Directory.CreateDirectory(At("model/golden"));
        File.Copy(Path.Combine(Repository.Root, "samples", "shapes.png"), At("model/golden/shapes.png"));
        await _line.RunAsync("pack", At("model"), "--out", At("tiny.tar"));
        await _line.RunAsync("sign", At("tiny.tar"), "--key", _line.Key);
        await _line.RunAsync("push", At("tiny.tar"), _line.Registry);
        await _line.PromoteAsync("1.0.0");
        WriteReviews();
        Directory.CreateDirectory(At("traffic")); // a store of files does not make its root
        Directory.CreateDirectory(At("loop"));
        await File.WriteAllTextAsync(
            At("loop/loop.json"),
            """
            {
              "registry": "../registry", "reviews": "../reviews/", "traffic": "../traffic/",
              "triggers": { "minReviews": 0, "onDrift": true, "coolDownSeconds": 86400 },
              "monitor": { "minCaptions": 20, "spanSeconds": 3600 },
              "trial": { "waitSeconds": 600, "pollSeconds": 0.5 }
            }
            """
        );
    }

    /// <summary>Runs <c>caption loop</c> once.</summary>
    /// <param name="isShown">Whether it belongs into the transcript.</param>
    /// <param name="words">Its options.</param>
    public async Task<Finished> LoopAsync(bool isShown, params string[] words)
    {
        var run = await RunAsync(["loop", At("loop/loop.json"), "--key", _line.Key, "--trusted", _line.PublicKey, .. words]);
        if (isShown)
        {
            Say($"$ caption loop loop/loop.json {string.Join(' ', words)}");
            foreach (var line in (run.Output + run.Error).TrimEnd().Split('\n'))
                Say(line.Length > 200 ? line[..200] + "…" : line);
            Say($"# exit code {run.Code}");
        }

        return run;
    }

    /// <summary>The kinds of the loop's and the hosts' entries about models, in their order.</summary>
    public async Task<IReadOnlyList<string>> LedgerAsync()
    {
        using var listed = JsonDocument.Parse(await _line.RunAsync("list", _line.Registry, "--ledger", "--json"));
        return [.. listed.RootElement.GetProperty("ledger").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()!)];
    }

    public void Dispose() => _line.Dispose();

    private static string Contract(double maxQualityDrop) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            { "name": "tiny", "version": "1.0.0", "languages": ["en"], "details": ["brief"],
              "rollout": { "mode": "canary", "share": 0.5, "windowSeconds": 3, "windows": 2, "minRequests": 2, "maxLatencyRatio": 1000,
                "maxRefusedPoints": 100, "maxQualityDrop": {{maxQualityDrop}} } }
            """
        );

    /// <summary>
    /// Words are right with the probability 1 / (1 + exp(-(0.5 + 1.5 fit + confidence))): two people say so of two sentences a picture.
    /// </summary>
    private void WriteReviews()
    {
        var random = new Random(1);
        Directory.CreateDirectory(At("reviews/captions"));
        for (var i = 0; i < 2 * Pictures; i++)
        {
            var (fit, confidence) = ((4 * random.NextDouble()) - 2, -2 * random.NextDouble());
            var isRight = random.NextDouble() < 1 / (1 + Math.Exp(-(0.5 + (1.5 * fit) + confidence)));
            var id = string.Create(CultureInfo.InvariantCulture, $"01J9{i:D22}");
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{i / 2}")));
            var signals = new
            {
                fitLogit = Math.Round(fit, 4),
                meanLogProbability = Math.Round(confidence, 4),
                repetition = 0.0,
            };
            Write(
                $"reviews/captions/{id}.json",
                new
                {
                    schemaVersion = 3,
                    id,
                    sha256 = digest,
                    caption = $"sentence {i}",
                    altText = $"Sentence {i}",
                    model = "tiny 1.0.0",
                    createdAt = DateTimeOffset.UnixEpoch,
                    kind = "photograph",
                    captionFrom = "model",
                    signals,
                }
            );
            foreach (var reviewer in (string[])["ada", "ben"])
            {
                var review = new
                {
                    schemaVersion = 2,
                    id = $"{id[..25]}{reviewer[0]}",
                    captionId = id,
                    decision = isRight ? "accept" : "reject",
                    reviewer,
                    isTrainable = true,
                    createdAt = DateTimeOffset.UnixEpoch,
                    model = "tiny 1.0.0",
                    isAnonymous = false,
                };
                Write($"reviews/reviews/{id}/{review.id}.json", review);
            }
        }
    }

    private void Write<T>(string name, T document)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), JsonSerializer.SerializeToUtf8Bytes(document));
    }

    private void CopyModel(string fixture, string to)
    {
        string[] needed = ["encoder_model.onnx", "decoder_model_merged.onnx", "model.onnx"];
        var source = Path.Combine(Repository.Fixtures, fixture);
        foreach (var below in (string[])["", "onnx"])
        {
            Directory.CreateDirectory(Path.Combine(At(to), below));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(source, below)))
            {
                var name = Path.GetFileName(file);
                if (name is not ("cases.json" or "interface.json") && (below.Length == 0 || needed.Contains(name)))
                    File.Copy(file, Path.Combine(At(to), below, name));
            }
        }
    }

    private async Task<Finished> RunAsync(params string[] words)
    {
        var environment = new Dictionary<string, string?>
        {
            ["CAPTION_MODEL_CACHE"] = At("cli-cache"),
            ["CAPTION_DELIVERY_STORE"] = null,
            ["CAPTION_SIGNING_KEY"] = _line.Key,
            ["CAPTION_TRUSTED_KEYS"] = _line.PublicKey,
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
            ["XDG_CONFIG_HOME"] = At("config"),
        };
        var start = BuiltProgram.Of("Cli", "caption", environment);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Finished(process.ExitCode, await output, await error);
    }

    private static void Fine(Finished run) => Assert.True(run.Code == 0, $"exit {run.Code}\n{run.Output}{run.Error}");

    public sealed record Finished(int Code, string Output, string Error);
}
