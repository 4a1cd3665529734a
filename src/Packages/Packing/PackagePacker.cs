using System.Runtime.InteropServices;
using Serverless.Core;
using Serverless.Packages.Contract;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;

namespace Serverless.Packages.Packing;

/// <summary>Makes packages of model folders.</summary>
/// <param name="clock">Gives the times.</param>
/// <param name="trial">How a trial of a package is started.</param>
/// <param name="nupkg">Makes packages of NuGet; null where this program makes none.</param>
public sealed class PackagePacker(TimeProvider clock, TrialStart trial, INupkgWriter? nupkg = null)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(20);

    /// <summary>Packs.</summary>
    /// <param name="request">What is packed.</param>
    /// <param name="output">The package: a folder, or a file whose name ends with <c>.tar</c> or
    /// <c>.nupkg</c>. It must not be there yet.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>The package's manifest.</returns>
    public async Task<Result<PackedModel, PackageFailure>> PackAsync(
        PackRequest request,
        string output,
        CancellationToken cancellationToken
    )
    {
        if (Path.Exists(output))
            return PackageFailure.WrongUsage("exists", "It is there already; a package is written once.", output);
        if (request.Dtype is { } dtype && !ModelDtypes.IsKnown(dtype))
            return PackageFailure.WrongUsage("dtype", $"A form is one of {ModelDtypes.Names}.", dtype);
        var stage = Directory.CreateTempSubdirectory("caption-pack-").FullName;
        try
        {
            if (Stage(request, stage) is { } failure)
                return failure;
            if (!new ContractBuilder(stage).Build(request).TryGet(out var contract, out failure))
                return failure;
            Write(stage, contract);
            if (request.RunsModel)
            {
                if (!(await MeasureAsync(stage, contract, request, cancellationToken)).TryGet(out var measured, out failure))
                    return failure;
                Write(stage, contract = measured);
            }

            return await WriteAsync(stage, contract, request, output, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.TryAgain("disk", "It cannot be written: " + error.Message, output);
        }
        finally
        {
            Directory.Delete(stage, recursive: true);
        }
    }

    private static PackageFailure? Stage(PackRequest request, string stage)
    {
        if (PackageStage.Copy(request, stage) is not { } failure)
            return null;
        if (failure.Rule != "dtype_missing" || request is not { Dtype: "int8", Quantize: { } quantize })
            return failure;
        var exact = Directory.CreateTempSubdirectory("caption-exact-").FullName;
        try
        {
            if (PackageStage.Copy(request with { Dtype = null }, exact) is { } unstaged)
                return unstaged;
            Directory.Delete(stage, recursive: true);
            Directory.CreateDirectory(stage);
            quantize(exact, stage);
            return null;
        }
        catch (InvalidDataException error)
        {
            return PackageFailure.WrongUsage("dtype", error.Message, request.Folder);
        }
        finally
        {
            Directory.Delete(exact, recursive: true);
        }
    }

    private static void Write(string stage, CaptionContract contract) =>
        File.WriteAllBytes(Path.Combine(stage, PackageFiles.Contract), contract.ToBytes());

    /// <summary>Answers that were recorded before are held to; others are recorded. What was measured before stays.</summary>
    private async Task<Result<CaptionContract, PackageFailure>> MeasureAsync(
        string stage,
        CaptionContract contract,
        PackRequest request,
        CancellationToken cancellationToken
    )
    {
        var isRecorded = File.Exists(Path.Combine(stage, PackageFiles.Golden));
        var words = isRecorded ? [stage] : ModelTrial.RecordWords(stage);
        var run = await new TrialProcess(trial).RunAsync(words, new TrialLimits(long.MaxValue >> 20, Timeout), cancellationToken);
        if (!run.TryGet(out var result, out var failure))
            return failure;
        if (!isRecorded && result.Pictures.Count > 0)
            new GoldenFolder(stage).Write(new GoldenSet(1, new GoldenTolerance(), result.Pictures));
        if (!request.MeasuresResources || (contract.Envelope is not null && contract.Requires?.MemoryMiB is not null))
            return contract;
        var envelope = new ResourceEnvelope(
            result.PeakMiB,
            result.MillisecondsPerPicture,
            result.LoadMilliseconds,
            result.Threads,
            $"{RuntimeInformation.OSArchitecture} {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors",
            request.CreatedAt
        );
        return ContractBuilder.WithEnvelope(contract, envelope);
    }

    private async Task<Result<PackedModel, PackageFailure>> WriteAsync(
        string stage,
        CaptionContract contract,
        PackRequest request,
        string output,
        CancellationToken cancellationToken
    )
    {
        PackageManifest? package = null;
        var failure = await new PackageOutput(clock, nupkg).WriteAsync(
            output,
            async registry =>
                (await new PackageWriter(registry).WriteAsync(stage, contract, request, cancellationToken)).TryGet(
                    out package,
                    out var unwritten
                )
                    ? null
                    : unwritten,
            cancellationToken
        );
        return failure is null ? new PackedModel(package!, contract) : failure;
    }
}

/// <summary>A package that was made.</summary>
/// <param name="Package">Its manifest.</param>
/// <param name="Contract">Its contract.</param>
public sealed record PackedModel(PackageManifest Package, CaptionContract Contract);
