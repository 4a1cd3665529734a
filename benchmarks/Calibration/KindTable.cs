using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Precision and recall of the picture kinds, on generated pictures (a folder a kind) and on photographs.</summary>
internal static class KindTable
{
    public static IReadOnlyList<KindRow> Measure(CaptionPipeline pipeline, string generated, IReadOnlyList<string> photographs)
    {
        var pictures = Directory
            .EnumerateDirectories(generated)
            .Order(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.png").Select(file => (True: Path.GetFileName(folder), File: file)))
            .Concat(photographs.Select(file => (True: "photograph", File: file)))
            .AsParallel()
            .AsOrdered()
            .Select(picture => (picture.True, Called: Predict(pipeline, picture.File)))
            .ToList();
        return
        [
            .. pictures
                .GroupBy(picture => picture.True)
                .Select(group => new KindRow(
                    group.Key,
                    group.Count(),
                    (double)group.Count(picture => picture.Called == group.Key) / group.Count(),
                    pictures.Count(picture => picture.Called == group.Key) is var called and > 0
                        ? (double)group.Count(picture => picture.Called == group.Key) / called
                        : null,
                    string.Join(
                        ", ",
                        group
                            .Where(picture => picture.Called != group.Key)
                            .GroupBy(picture => picture.Called)
                            .OrderByDescending(other => other.Count())
                            .Select(other => $"{other.Count()} {other.Key}")
                    )
                )),
        ];
    }

    /// <summary>Noise is told apart by its verdict: its kind is unknown and it is out of scope.</summary>
    private static string Predict(CaptionPipeline pipeline, string file)
    {
        var caption = pipeline
            .Describe(new CaptionRequest(File.ReadAllBytes(file), CaptionContext.None, CaptionOptions.Default), default)
            .Value!;
        return caption.Quality!.Reasons.Contains(QualityReason.OutOfScope) && caption.Kind == PictureKind.Unknown
            ? "noise"
            : caption.Kind.ToString().ToLowerInvariant();
    }
}
