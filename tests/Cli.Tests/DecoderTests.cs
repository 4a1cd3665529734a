using System.Diagnostics;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>The program without libvips' native library, as on a platform that lacks it.</summary>
public sealed class DecoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("no-libvips-").FullName;

    public DecoderTests()
    {
        var program = Path.GetDirectoryName(BuiltProgram.Of("Cli", "caption").FileName)!;
        foreach (
            var file in Directory
                .EnumerateFiles(program)
                .Where(file => !Path.GetFileName(file).Contains("vips.", StringComparison.Ordinal))
        )
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        Directory.CreateSymbolicLink(Path.Combine(_folder, "models"), Path.Combine(program, "models"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_library_is_named_with_where_it_was_looked_for_and_what_takes_its_place()
    {
        var (exitCode, output, error) = Run(null, "describe", "samples/shapes.png");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in (string[])["libvips cannot be loaded", _folder, "CAPTION_DECODER=imagesharp"])
            Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_managed_decoder_needs_no_libvips_and_doctor_names_it()
    {
        Assert.Equal(0, Run("imagesharp", "describe", "samples/shapes.png").ExitCode);
        Assert.Matches(@"ok +decoder +ImageSharp 2\.1\.\d+", Run("imagesharp", "doctor").Output);
    }

    private (int ExitCode, string Output, string Error) Run(string? decoder, params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder, OperatingSystem.IsWindows() ? "caption.exe" : "caption"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
            Environment = { ["CAPTION_DECODER"] = decoder },
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
