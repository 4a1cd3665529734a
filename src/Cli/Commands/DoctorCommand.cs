using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Imaging.Vips;
using Serverless.Core.Pipeline;
using Serverless.Hosting.Endpoints;
using Serverless.Hosting.Settings;

namespace Serverless.Cli.Commands;

/// <summary><c>caption doctor</c>: looks whether everything a caption needs is there, one line a check.</summary>
internal static class DoctorCommand
{
    /// <summary>Signed requests and conditional writes go wrong with a clock before this.</summary>
    private static readonly DateTimeOffset Built = File.GetLastWriteTimeUtc(typeof(DoctorCommand).Assembly.Location);

    public static Command Create()
    {
        var command = new Command("doctor", "Checks settings, native libraries, model and clock, and makes a first caption.");
        command.SetAction((_, _) => Task.FromResult(Run()));
        return command.WithExamples("caption doctor");
    }

    private static int Run()
    {
        CaptionSettings? settings = null;
        var isFine = Check("settings", () =>
        {
            settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
            return $"{CaptionSettings.All.Count} checked";
        });
        isFine &= Check("machine", () => $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors, .NET {Environment.Version}");
        isFine &= Check("libvips", VipsImageDecoder.Start);
        isFine &= Check("onnxruntime", () => OrtEnv.Instance().GetVersionString());
        isFine &= Check("clock", () => DateTimeOffset.UtcNow >= Built ? DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture) : throw new InvalidDataException("the clock stands before the day this program was built"));
        if (settings is null) return ExitCode.WrongUsage;
        isFine &= Check("model", () =>
        {
            using var service = new CaptionService(settings, TimeProvider.System, CaptionIds.System);
            var watch = Stopwatch.StartNew();
            service.Start();
            return $"{service.Models!.Identity.Name} {service.Models.Identity.Version} ({service.Models.Identity.Digest[..19]}…), quality by {service.Models.Parameters.Name}; loaded, with a first caption, in {watch.ElapsedMilliseconds} ms";
        });
        return isFine ? ExitCode.Done : ExitCode.WrongUsage;
    }

    private static bool Check(string what, Func<string> look)
    {
        try
        {
            Console.WriteLine($"ok    {what,-12} {look()}");
            return true;
        }
        catch (Exception error) when (error is SettingsException or InvalidDataException or DllNotFoundException or InvalidOperationException or TypeInitializationException)
        {
            Console.WriteLine($"FAIL  {what,-12} {error.Message}");
            return false;
        }
    }
}
