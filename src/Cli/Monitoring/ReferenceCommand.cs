using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using Serverless.Cli.Models;
using Serverless.Core.Pipeline;
using Serverless.Evaluation.Statistics;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Storing;
using Serverless.Packages;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Cli.Monitoring;

/// <summary><c>caption monitor reference</c>: what usual traffic looks like.</summary>
internal static class ReferenceCommand
{
    private const int MaxPictures = 20_000;

    private const double WeekHours = 168;

    public static Command Create()
    {
        var model = new ModelOptions();
        var pictures = new Argument<string[]>("PICTURE")
        {
            Description = "Usual pictures: files, folders or addresses, as caption describe takes them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var traffic = new Option<string?>("--traffic")
        {
            Description = "In place of pictures: a folder of CAPTION_TRAFFIC_TO whose traffic was as it should be.",
            HelpName = "ADDRESS",
        };
        var hours = new Option<double?>("--hours")
        {
            Description = "How far back traffic is taken, in hours: 168, a week.",
            HelpName = "N",
        };
        var without = new Option<string[]>("--without")
        {
            Description = "Numbers that these pictures say nothing of, as size and aspect of pictures that were resized.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var file = new Option<string?>("--out")
        {
            Description = "The file; of traffic, without it, the folder's own reference for the model.",
            HelpName = "FILE",
        };
        var command = new Command(
            "reference",
            "Makes the reference that traffic is held against: drift.json of a quality model, or of traffic the folder's own."
        )
        {
            pictures,
            traffic,
            hours,
            without,
            file,
        };
        model.AddTo(command, hasThreshold: false);
        command.Validators.Add(result =>
        {
            if (result.GetValue(traffic) is not null == result.GetValue(pictures) is { Length: > 0 })
                result.AddError("Name pictures, or --traffic.");
            if (result.GetValue(traffic) is null && result.GetValue(file) is null)
                result.AddError("--out says where the reference goes.");
            foreach (var name in (result.GetValue(without) ?? []).Except(TrafficStatistics.Numbers.Select(one => one.Name)))
                result.AddError(
                    $"--without {name}: it is none of {string.Join(", ", TrafficStatistics.Numbers.Select(one => one.Name))}."
                );
            if (result.GetValue(hours) is <= 0 or > 24 * 3_660)
                result.AddError("--hours must be above 0 and at most ten years.");
        });
        command.SetAction(
            (parsed, cancellationToken) =>
                parsed.GetValue(traffic) is { } address
                    ? OfTrafficAsync(model, parsed, address, parsed.GetValue(hours) ?? WeekHours, parsed.GetValue(file), cancellationToken)
                    : OfPicturesAsync(
                        model,
                        parsed,
                        parsed.GetValue(pictures)!,
                        parsed.GetValue(without) ?? [],
                        parsed.GetValue(file)!,
                        cancellationToken
                    )
        );
        return command.WithExamples(
            "caption monitor reference my-pictures/ --out models/quality-base/drift.json",
            "caption monitor reference --traffic s3://captions/traffic/ --hours 336"
        );
    }

    private static async Task<int> OfPicturesAsync(
        ModelOptions model,
        ParseResult parsed,
        string[] pictures,
        string[] without,
        string file,
        CancellationToken cancellationToken
    )
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.CommandLine);
        var sources = (await PictureSources.Create().ExpandAsync(pictures, cancellationToken)).Take(MaxPictures).ToList();
        var (pipeline, models) = await model.LoadAsync(parsed, cancellationToken);
        using var release = models;
        var (captions, failed) = (new ConcurrentBag<Caption>(), new ConcurrentBag<string>());
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Workers.Of(settings), CancellationToken = cancellationToken };
        await Progress.RunAsync(
            sources.Count,
            !parsed.GetValue(model.Quiet),
            model.HasColor(parsed),
            step =>
                Parallel.ForEachAsync(
                    sources,
                    parallel,
                    async (source, token) =>
                    {
                        var read = await source.ReadAsync(token);
                        if (!read.TryGet(out var bytes, out var failure))
                            failed.Add($"{source.Name}: {failure.Detail}");
                        else if (pipeline.Describe(new CaptionRequest(bytes), token).TryGet(out var caption, out failure))
                            captions.Add(caption);
                        else
                            failed.Add($"{source.Name}: {failure.Detail}");
                        step();
                    }
                )
        );
        foreach (var line in failed.Order(StringComparer.Ordinal))
            await Console.Error.WriteLineAsync(SingleLine.Escape(line));
        if (captions.Count < Serverless.Monitoring.TrafficQuestion.DefaultMinCaptions)
            throw new InvalidDataException($"{captions.Count} pictures could be captioned; a reference needs at least 100.");
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var identity = models.Identity;
        var names = string.Join(", ", pictures.Select(one => Path.GetFileName(one.TrimEnd('/'))));
        var madeBy = $"caption monitor reference, {today}: {captions.Count} pictures ({names}) with {identity.Name} {identity.Version}";
        var reference = ReferenceBuilder.Of(captions, FindAxes, madeBy);
        foreach (var name in without.Append(TrafficStatistics.Latency)) // of this machine
            reference.Sketch.Clear(name);
        await WriteAsync(file, reference, cancellationToken);
        await Console.Error.WriteLineAsync($"{file}: {madeBy}");
        return failed.IsEmpty ? ExitCode.Done : ExitCode.Partial;
    }

    private static (float[] Mean, float[][] Axes, double[] Deviations) FindAxes(IReadOnlyList<IReadOnlyList<float>> points, int count)
    {
        var found = PrincipalAxes.Of(points, count);
        return (Single(found.Mean), [.. found.Axes.Select(Single)], found.Deviations);

        static float[] Single(double[] values) => [.. values.Select(value => (float)value)];
    }

    private static async Task<int> OfTrafficAsync(
        ModelOptions model,
        ParseResult parsed,
        string address,
        double hours,
        string? file,
        CancellationToken cancellationToken
    )
    {
        var surroundings = ModelSurroundings.Create();
        var folder = surroundings.OpenFolder(AddressArguments.ParseFolders([address])[0]);
        var choice = new ModelChoice(surroundings, (parsed.GetValue(model.Quiet), model.HasColor(parsed)));
        var chosen = await choice.OpenAsync(parsed.GetValue(model.Model), cancellationToken);
        var packaged = DriftReference.Find(chosen.Folders.Quality, PackageFiles.Drift) ?? DriftReference.None;
        var now = TimeProvider.System.GetUtcNow();
        var read = await new TrafficReader(folder).ReadAsync(now - TimeSpan.FromHours(hours), now, null, cancellationToken);
        if (!read.TryGet(out var traffic, out var failure))
            throw new StoppedException(failure.Detail, ExitCode.TryAgain);
        foreach (var problem in traffic.Problems)
            await Console.Error.WriteLineAsync(SingleLine.Escape(problem));
        var last = chosen.Digest ?? (traffic.Windows is [.., var newest] ? newest.Model.Digest : null);
        var measure = packaged == DriftReference.None ? null : packaged.Measure;
        var windows = traffic.Windows.Where(window => window.Model.Digest == last && window.Measure == measure).ToList();
        var count = windows.Sum(window => window.Sketch.Captions);
        if (count < Serverless.Monitoring.TrafficQuestion.DefaultMinCaptions)
        {
            throw new StoppedException(
                $"{count} captions of this model and its measures are there; a reference needs at least 100.",
                ExitCode.Refused
            );
        }

        var name = windows[0].Model;
        var madeBy =
            FormattableString.Invariant($"caption monitor reference --traffic, {now:yyyy-MM-dd}: {count} captions of {name.Name} ")
            + FormattableString.Invariant($"{name.Version} since {windows[0].Start:u}");
        var reference = ReferenceBuilder.Of(windows, packaged, madeBy);
        if (file is not null)
        {
            await WriteAsync(file, reference, cancellationToken);
            await Console.Error.WriteLineAsync($"{file}: {madeBy}");
            return ExitCode.Done;
        }

        var key = OwnReferences.KeyOf(folder, name.Digest);
        var content = BlobContent.Of(reference.ToBytes(), "application/json");
        var written = await folder.Store.WriteAsync(key, content, WriteCondition.None, cancellationToken);
        if (written.Failure is { } unwritten)
            throw new StoppedException(unwritten.Detail, ExitCode.TryAgain);
        await Console.Error.WriteLineAsync(SingleLine.Escape($"{folder.AddressOf(key)}: {madeBy}"));
        return ExitCode.Done;
    }

    private static async Task WriteAsync(string file, DriftReference reference, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(file, reference.ToBytes(), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file} cannot be written: {error.Message}", error);
        }
    }
}
