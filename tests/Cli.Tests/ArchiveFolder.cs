using System.Diagnostics;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>A folder of tiny pictures, and the program over it with a tiny model.</summary>
internal sealed class ArchiveFolder : IDisposable
{
    public ArchiveFolder(int pictures)
    {
        Directory.CreateDirectory(Source);
        for (var i = 0; i < pictures; i++)
        {
            var folder = Path.Combine(Source, $"{i % 10}");
            if (i < 10)
                Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{i:D6}.png"), TinyPicture.Png(i));
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("archive-").FullName;

    public string Source => Path.Combine(Root, "in");

    public Dictionary<string, string?> Environment { get; } =
        new()
        {
            ["CAPTION_MODEL"] = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"),
            ["CAPTION_LABEL_MODEL"] = "none",
            ["CAPTION_TEXT_MODEL"] = "none",
        };

    public RunningCommand.Finished Run(params string[] words) => RunningCommand.Run([], Environment, ["archive", Source, .. words]);

    public Process Start(params string[] words)
    {
        var start = BuiltProgram.Of("Cli", "caption", Environment);
        foreach (var word in (string[])["archive", Source, .. words])
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>Each picture exactly one result, a pointer at it, and nothing half-written; how many are whole.</summary>
    public int CountComplete(bool isComplete)
    {
        var whole = 0;
        foreach (var picture in Directory.EnumerateFiles(Source, "*.png", SearchOption.AllDirectories))
        {
            var results = Path.Combine(Path.GetDirectoryName(picture)!, ".captions", Path.GetFileName(picture));
            var kept = Directory.Exists(results)
                ? Directory.GetFiles(results, "*.json").Where(file => !Path.GetFileName(file).StartsWith('.')).ToList()
                : [];
            foreach (var file in kept)
                using (JsonDocument.Parse(File.ReadAllBytes(file)))
                    Assert.True(kept.Count == 1, $"{picture} has {kept.Count} results");
            var pointer = picture + ".caption.json";
            if (!File.Exists(pointer))
            {
                Assert.False(isComplete, $"{picture} has no pointer");
                continue;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(pointer));
            Assert.True(
                File.Exists(Path.Combine(Source, document.RootElement.GetProperty("result").GetString()!)),
                $"{pointer} points at nothing"
            );
            whole++;
        }

        return whole;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
