using NuGet.Versioning;
using Serverless.Packages;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;
using Serverless.Settings;
using Serverless.Signing;
using Serverless.Storage;

namespace Serverless.Cli.Models;

/// <summary>What commands on packages need of this machine: stores, registries, keys, the cache.</summary>
internal sealed class ModelSurroundings
{
    private readonly BlobStores _stores;

    private ModelSurroundings(CaptionSettings settings, BlobStores stores) =>
        (Settings, _stores, Registries) = (
            settings,
            stores,
            new ModelRegistries(stores.Open, reference => OciRegistry.Open(reference, Variable, Clock))
        );

    /// <summary>A package is tried by this program.</summary>
    public static TrialStart Trial { get; } = ModelTrial.StartInfo("model", "trial");

    public CaptionSettings Settings { get; }

    public ModelRegistries Registries { get; }

    public static TimeProvider Clock => TimeProvider.System;

    public PackageLoader Loader { get; } = new(Clock, Trial);

    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static ModelSurroundings Create()
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.CommandLine);
        return new ModelSurroundings(settings, StoreSetup.Open(settings, PictureSources.Clouds, Clock));
    }

    /// <summary>What is taken, by the settings and what a command says.</summary>
    /// <param name="trusted">Files of keys; empty for those of CAPTION_TRUSTED_KEYS.</param>
    /// <param name="allowsUnsigned">Whether the command takes what nobody signed; CAPTION_UNSIGNED_MODELS does the same.</param>
    /// <exception cref="StoppedException">A key cannot be read.</exception>
    public static PackagePolicy Policy(IReadOnlyList<string> trusted, bool allowsUnsigned)
    {
        var files = trusted.Count > 0 ? trusted : Names(Variable(TrustedKeys.Setting));
        TrustedKeys? keys = null;
        if (files.Count > 0 && !TrustedKeys.Read(files).TryGet(out keys, out var wrong))
            throw PackageStop.Of(PackageFailure.WrongUsage("key", wrong));
        NuGetVersion? min = null;
        if (Variable(SettingNames.MinVersion) is { } text && !NuGetVersion.TryParse(text, out min))
            throw PackageStop.Of(PackageFailure.WrongUsage("version", $"{SettingNames.MinVersion} '{text}' is no version."));
        return new PackagePolicy(
            keys,
            allowsUnsigned || Variable(SettingNames.UnsignedModels) == "on",
            min,
            Variable(SettingNames.ModelCache) ?? ModelUpdateSettings.DefaultCacheFolder,
            PackageRequirements.OfThisMachine(),
            RunsTrial: true
        );
    }

    /// <summary>Opens a folder of a store.</summary>
    /// <exception cref="StoppedException">It cannot be opened.</exception>
    public BlobFolder OpenFolder(BlobAddress address) =>
        _stores.Open(address).TryGet(out var folder, out var failure)
            ? folder
            : throw PackageStop.Of(PackageFailure.WrongUsage("store", failure.Detail, address.ToString()));

    /// <summary>Reads a reference.</summary>
    /// <exception cref="StoppedException">It is none.</exception>
    public static ModelReference Reference(string text) => ModelReference.Parse(text).OrThrow();

    /// <summary>The key that signs.</summary>
    /// <param name="file">Its file; null for that of CAPTION_SIGNING_KEY.</param>
    /// <returns>Null where none is named.</returns>
    /// <exception cref="StoppedException">It cannot be read.</exception>
    public static SigningKey? SigningKeyOf(string? file)
    {
        if ((file ?? Variable(SigningKey.Setting)) is not { Length: > 0 } path)
            return null;
        return SigningKey.Read(path).TryGet(out var key, out var wrong)
            ? key
            : throw PackageStop.Of(PackageFailure.WrongUsage("key", wrong));
    }

    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    public static IReadOnlyList<string> Names(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
