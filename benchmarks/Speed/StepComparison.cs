using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Speed;

/// <summary>One decoder step, its values handed over as the pipeline does it, beside the same through the runtime's IO binding.</summary>
internal static class StepComparison
{
    private const int Beams = 3,
        Past = 8,
        Places = 50,
        Rounds = 300;

    public static IEnumerable<(string Row, double Milliseconds)> Run(string folder, CaptionerConfig config, int threads, Random turns)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        using var session = new InferenceSession(ModelFiles.GetPath(folder, "decoder_model_merged"), options);
        var names = session.InputMetadata.Keys.ToArray();
        var inputs = Array.ConvertAll(
            names,
            name =>
                name switch
                {
                    "input_ids" => OrtValue.CreateTensorValueFromMemory(new long[Beams], [Beams, 1]),
                    DecoderGraphs.UseCache => OrtValue.CreateTensorValueFromMemory([true], [1]),
                    DecoderGraphs.Hidden => OrtValue.CreateTensorValueFromMemory(
                        new float[Beams * Places * config.EncoderWidth],
                        [Beams, Places, config.EncoderWidth]
                    ),
                    _ => OrtValue.CreateTensorValueFromMemory(
                        new float[Beams * config.Heads * Length(name) * config.HeadWidth],
                        [Beams, config.Heads, Length(name), config.HeadWidth]
                    ),
                }
        );
        // a merged graph gives back empty cross caches in later steps: they are not requested
        var outputs = session.OutputMetadata.Keys.Where(name => !name.Contains(".encoder.", StringComparison.Ordinal)).ToArray();
        using var run = new RunOptions();
        for (var i = -20; i < Rounds; i++)
        {
            (string, Action)[] contestants = [("step, values", ByValues), ("step, bound", Bound)];
            turns.Shuffle(contestants);
            foreach (var (row, contestant) in contestants)
            {
                var watch = Stopwatch.StartNew();
                contestant();
                if (i >= 0)
                    yield return (row, watch.Elapsed.TotalMilliseconds);
            }
        }

        Array.ForEach(inputs, value => value.Dispose());

        int Length(string name) => name.Contains("encoder", StringComparison.Ordinal) ? Places : Past;

        void ByValues()
        {
            foreach (var value in session.Run(run, names, inputs, outputs))
                value.Dispose();
        }

        void Bound()
        {
            using var binding = session.CreateIoBinding();
            for (var i = 0; i < names.Length; i++)
                binding.BindInput(names[i], inputs[i]);
            foreach (var output in outputs)
                binding.BindOutputToDevice(output, OrtMemoryInfo.DefaultInstance);
            foreach (var value in session.RunWithBoundResults(run, binding))
                value.Dispose();
        }
    }
}
