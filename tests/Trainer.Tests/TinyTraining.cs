using Serverless.Core;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.ImageSharp;
using Serverless.Packages;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;
using Serverless.Testing;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Tests;

/// <summary>A tiny captioner with a tiny quality model, and what trains its head.</summary>
internal sealed class TinyTraining : IDisposable
{
    private const string Head = """
        {
          "schemaVersion": 1, "name": "quality-tiny", "version": "1.0.0", "madeBy": "by hand",
          "own": [{ "intercept": 0, "fitLogit": 0.1, "lift": null, "meanLogProbability": 0.1, "repetition": 0 }],
          "given": [{ "intercept": 0, "fitLogit": 1, "lift": null, "meanLogProbability": 0, "repetition": 0 }],
          "good": 0.8, "speak": 0.6, "refuse": 0.5, "refuseGiven": 0.25, "margin": 0.05, "lowFit": 0.5, "lowConfidence": 0.35
        }
        """;

    private static readonly TrialStart Trial = words =>
    {
        var start = BuiltProgram.Of("Cli", "caption");
        foreach (var word in (string[])["model", "trial", .. words])
            start.ArgumentList.Add(word);
        return start;
    };

    public TinyTraining()
    {
        Copy("vit-gpt2-tiny", "parent");
        Copy("clip-tiny", "parent/quality");
        File.WriteAllText(At("parent/quality/quality.json"), Head);
        File.WriteAllText(
            At("parent/caption.json"),
            """{ "name": "tiny", "version": "1.0.0", "languages": ["en"], "details": ["brief"] }"""
        );
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("caption-training-").FullName;

    public TestClock Clock { get; } = new();

    public TrainingMachine Machine =>
        new(
            new ImageSharpDecoder(new ImageLimits()),
            RuntimeSettings.Default,
            Clock,
            Trial,
            new PackagePolicy(null, true, null, At("cache"), PackageRequirements.OfThisMachine(), RunsTrial: true)
        );

    /// <summary>Gives the parent a recogniser.</summary>
    public void AddRecogniser() => CopyModel(Path.Combine(Repository.Root, "models", "labels-base"), "parent/labels", _ => true);

    public string At(string name) => Path.Combine(Folder, name);

    public Task<Result<TrainingOutcome, PackageFailure>> TrainAsync(Snapshot snapshot, string output = "candidate")
    {
        var file = At($"{Guid.NewGuid():N}.json");
        Assert.Null(SnapshotFile.Write(snapshot, file));
        return TrainAsync(file, output);
    }

    public Task<Result<TrainingOutcome, PackageFailure>> TrainAsync(string snapshot, string output = "candidate")
    {
        var models = ModelFolders.In(At("parent"), new ModelFolders(""));
        var parent = new ParentModel(
            models,
            models,
            "tiny",
            "1.0.0",
            "sha256:" + new string('1', 64),
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        var request = new TrainingRequest(snapshot, parent, At(output), At("work")) { Report = At(output + ".html") };
        return new QualityTraining(Machine).RunAsync(request, CancellationToken.None);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Copy(string fixture, string to)
    {
        CopyModel(Path.Combine(Repository.Fixtures, fixture), to, IsOfModel);

        static bool IsOfModel(string file) =>
            Path.GetFileName(file) is not ("cases.json" or "interface.json" or "vision_model.onnx" or "text_model.onnx")
            && !(
                file.EndsWith("decoder_model.onnx", StringComparison.Ordinal)
                || file.EndsWith("with_past_model.onnx", StringComparison.Ordinal)
            );
    }

    private void CopyModel(string source, string to, Func<string, bool> isTaken)
    {
        foreach (var below in (string[])["", "onnx"])
        {
            Directory.CreateDirectory(Path.Combine(At(to), below));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(source, below)).Where(isTaken))
                File.Copy(file, Path.Combine(At(to), below, Path.GetFileName(file)));
        }
    }
}
