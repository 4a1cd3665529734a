using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Settings;
using Serverless.Settings.Decoding;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Cli.Commands;

/// <summary><c>caption doctor</c>: checks whether everything a caption needs is there, one line a check.</summary>
internal static class DoctorCommand
{
    /// <summary>Signed requests and conditional writes go wrong with a clock before this.</summary>
    private static readonly DateTimeOffset BuildTime = new(File.GetLastWriteTimeUtc(typeof(DoctorCommand).Assembly.Location));

    public static Command Create()
    {
        var addresses = new Argument<string[]>("ADDRESS")
        {
            Description = "Folders of stores to look at besides those of the settings, such as s3://bucket/in/.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var writes = new Option<bool>("--write") { Description = "Write and delete a small object there as well." };
        var command = new Command(
            "doctor",
            "Checks settings, native libraries, model, clock and rights on stores, and makes a first caption."
        )
        {
            addresses,
            writes,
        };
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(parsed.GetValue(addresses)!, parsed.GetValue(writes), cancellationToken)
        );
        return command.WithExamples("caption doctor", "caption doctor --write s3://bucket/in/");
    }

    private static async Task<int> RunAsync(string[] addresses, bool isWriting, CancellationToken cancellationToken)
    {
        CaptionSettings? settings = null;
        var isFine = Check(
            "settings",
            () =>
            {
                settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
                return $"{CaptionSettings.Count} checked";
            }
        );
        isFine &= Check(
            "machine",
            () => $"{RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors, .NET {Environment.Version}"
        );
        isFine &= Check("decoder", () => settings is null ? "not chosen: the settings are wrong" : ImageDecoders.Start(settings).Name);
        isFine &= Check("onnxruntime", () => InferenceRuntime.Version);
        isFine &= Check(
            "clock",
            () =>
                DateTimeOffset.UtcNow >= BuildTime
                    ? DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture)
                    : throw new InvalidDataException("the clock stands before the day this program was built")
        );
        if (settings is null)
            return ExitCode.WrongUsage;
        isFine &= Check(
            "model",
            () =>
            {
                using var service = new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System);
                var watch = Stopwatch.StartNew();
                service.Start();
                return $"{service.Models!.Identity.Name} {service.Models.Identity.Version} ({service.Models.Identity.Digest[..19]}…), "
                    + $"quality by {service.Models.Parameters.Name}, text {(service.Models.TextReader is null ? "not read" : "read")}; "
                    + $"loaded, with a first caption, in {watch.ElapsedMilliseconds} ms";
            }
        );
        isFine &= await StoresAsync(settings, addresses, isWriting, cancellationToken);
        return isFine ? ExitCode.Done : ExitCode.WrongUsage;
    }

    /// <summary>The folders of the settings as they are used, and those of the command line.</summary>
    private static async Task<bool> StoresAsync(
        CaptionSettings settings,
        string[] addresses,
        bool isWriting,
        CancellationToken cancellationToken
    )
    {
        var events = settings.Events;
        var folders = settings
            .Pictures.BlobsFrom.Select(folder => (Name: folder.ToString(), IsWriting: false))
            .Concat(events.From.Select(folder => (folder.ToString(), events.ResultsTo is null)))
            .Concat(
                ((BlobAddress?[])[settings.Pictures.Uploads?.Folder, events.ResultsTo, events.ReviewsTo])
                    .OfType<BlobAddress>()
                    .Select(folder => (folder.ToString(), true))
            )
            .Concat(
                addresses.Select(place => (BlobAddress.IsAddress(place) ? place : FolderStores.AddressOf(place).ToString(), isWriting))
            );
        var stores = StoreSetup.Open(settings, PictureSources.Clouds, TimeProvider.System);
        var isFine = true;
        foreach (var (name, writes) in folders)
        {
            var probed =
                BlobAddress.Parse(name).TryGet(out var address, out var failure)
                && stores.Open(address).TryGet(out var folder, out failure)
                    ? StoreProbe.ProbeAsync(folder, writes, cancellationToken)
                    : Task.FromException<string>(new InvalidDataException(failure!.Detail));
            try
            {
                var said = await probed;
                isFine &= Check("store", () => $"{name} {said}");
            }
            catch (InvalidDataException error)
            {
                isFine &= Check("store", () => throw new InvalidDataException($"{name} {error.Message}", error));
            }
        }

        return isFine;
    }

    private static bool Check(string what, Func<string> check)
    {
        try
        {
            Console.WriteLine($"ok    {what, -12} {SingleLine.Escape(check())}");
            return true;
        }
        catch (Exception error)
            when (error
                    is SettingsException
                        or InvalidDataException
                        or DllNotFoundException
                        or InvalidOperationException
                        or TypeInitializationException
            )
        {
            Console.WriteLine($"FAIL  {what, -12} {error.Message}");
            return false;
        }
    }
}
