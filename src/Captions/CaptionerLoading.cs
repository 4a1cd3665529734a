using System.Text.Json;
using Serverless.Core;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Imaging.Vips;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;
using Serverless.Signing;

namespace Serverless.Captions;

/// <summary>Checks and loads a model.</summary>
internal static class CaptionerLoading
{
    /// <exception cref="CaptionException">It broke a rule, or cannot be loaded.</exception>
    /// <exception cref="NativeLibraryException">libvips is missing.</exception>
    public static Captioner Load(string folder, CaptionerOptions options)
    {
        if (options.Threads < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "Threads must be at least 1.");
        StartDecoder();
        var digest = Check(folder, options);
        var decoder = new VipsImageDecoder(new ImageLimits(options.MaxPixels));
        var runtime = options.Threads is { } threads ? new RuntimeSettings(threads) : RuntimeSettings.Default;
        try
        {
            var models = LoadedModels.Load(ModelFolders.In(folder, new ModelFolders(folder)), runtime, digest);
            var clock = TimeProvider.System;
            var pipeline = new CaptionPipeline(decoder, models, clock, CaptionIds.System);
            return new Captioner(new ServedModel(models, pipeline, clock.GetUtcNow(), note: null));
        }
        catch (Exception error)
            when (error
                    is InvalidDataException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or JsonException
                        or FormatException
                        or ArgumentException
            )
        {
            throw new CaptionException("load", $"The model in {folder} cannot be loaded: {error.Message}", null, error);
        }
    }

    /// <returns>The digest of the package; null where the folder is none.</returns>
    private static string? Check(string folder, CaptionerOptions options)
    {
        TrustedKeys? trusted = null;
        if (options.TrustedKeys.Count > 0 && !TrustedKeys.Read(options.TrustedKeys).TryGet(out trusted, out var wrong))
            throw new CaptionException("key", wrong);
        if (!Directory.Exists(folder))
            throw new CaptionException("model_missing", $"There is no folder {folder}.", folder);
        if (!UnpackedRegistry.IsIn(folder))
            return trusted is null ? null : throw new CaptionException("unsigned", $"{folder} is no package, and nobody signed it.");
        var policy = new PackagePolicy(
            trusted,
            AllowsUnsigned: trusted is null,
            MinVersion: null,
            CacheFolder: "", // nothing is kept
            PackageRequirements.OfThisMachine(),
            RunsTrial: false // its maker's and its hosts' part: a library starts no processes
        );
        static System.Diagnostics.ProcessStartInfo NoTrial(IReadOnlyList<string> words) =>
            throw new InvalidOperationException("A library tries no package.");
        var opened = Task.Run(() =>
                new PackageLoader(TimeProvider.System, NoTrial).OpenUnpackedAsync(folder, policy, CancellationToken.None)
            )
            .GetAwaiter()
            .GetResult();
        return opened.TryGet(out var package, out var failure)
            ? package.Digest
            : throw new CaptionException(failure.Rule, failure.ToString(), failure.File);
    }

    private static void StartDecoder()
    {
        try
        {
            VipsImageDecoder.Start();
        }
        catch (NativeLibraryException error)
        {
            const string Advice = "Its packages are NetVips.Native.PLATFORM; those of some platforms come with Serverless.Captions.";
            throw new NativeLibraryException("libvips", "libvips", Advice, error.InnerException ?? error);
        }
    }
}
