using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Serverless.Benchmarks.Speed;

/// <summary>transformers.js on the same ONNX files, in a process of its own.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    public PeerProcess(string models, int threads)
    {
        _process = System.Diagnostics.Process.Start(Start(models, threads))!;
        if (_process.StandardOutput.ReadLine() != "ready")
            throw new InvalidDataException("The peer does not start: " + _process.StandardError.ReadToEnd());
    }

    public int Id => _process.Id;

    public static ProcessStartInfo Start(string models, int threads, params string[] more)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Checkout.Root, "benchmarks", "peer"),
        };
        foreach (
            var word in (string[])
                ["peer.mjs", Path.GetFullPath(models), "caption-base", threads.ToString(CultureInfo.InvariantCulture), .. more]
        )
            start.ArgumentList.Add(word);
        return start;
    }

    public double Milliseconds(string picture)
    {
        _process.StandardInput.WriteLine(Path.GetFullPath(picture));
        return JsonDocument.Parse(_process.StandardOutput.ReadLine()!).RootElement.GetProperty("ms").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
