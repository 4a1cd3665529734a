using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;

namespace Serverless.Cli.Commands;

/// <summary><c>caption describe</c>: one line a picture.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var sources = new Argument<string[]>("PICTURE")
        {
            Description =
                "Files, folders (with everything in them), addresses (s3://, az://, gs://, file://, https://; with a slash at "
                + "the end a folder), or - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var beams = new Option<int?>("--beams") { Description = "Beams of the search, 1 to 8.", HelpName = "N" };
        var alternatives = new Option<int?>("--alternatives")
        {
            Description = "Other captions to give, 0 to 8 (with --json).",
            HelpName = "N",
        };
        var detail = new Option<string?>("--detail") { Description = "brief or long, as the model knows.", HelpName = "LEVEL" };
        var command = new Command("describe", "Describes pictures: source, state, alt text, quality, verdict; tabs between.")
        {
            sources,
            beams,
            alternatives,
            detail,
        };
        model.AddTo(command);
        model.AddExplain(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    model,
                    parsed,
                    parsed.GetValue(sources)!,
                    new CaptionOptions
                    {
                        Beams = parsed.GetValue(beams),
                        Alternatives = parsed.GetValue(alternatives),
                        Detail = parsed.GetValue(detail),
                        MinQuality = parsed.GetValue(model.MinQuality),
                        Explain = parsed.GetValue(model.Explain),
                    },
                    cancellationToken
                )
        );
        return command.WithExamples(
            "caption describe photo.jpg",
            "caption describe --json --alternatives 2 holiday/ > captions.jsonl",
            "caption describe s3://bucket/holiday/ gs://bucket/photo.jpg",
            "cat photo.jpg | caption describe -"
        );
    }

    private static async Task<int> RunAsync(
        ModelOptions model,
        ParseResult parsed,
        string[] pictures,
        CaptionOptions options,
        CancellationToken cancellationToken
    )
    {
        var sources = await PictureSources.Create().ExpandAsync(pictures, cancellationToken);
        if (sources.Count > 0 && sources.All(source => !source.IsReadable)) // nothing to do, nor ever will be
        {
            foreach (var source in sources)
                await Warn(source, (await source.ReadAsync(cancellationToken)).Failure!.Detail);
            return ExitCode.WrongUsage;
        }

        var (pipeline, models) = await model.LoadAsync(parsed, cancellationToken);
        using var release = models;
        var isJson = parsed.GetValue(model.Json);
        var (isRefused, isMisused) = (false, false);
        await Progress.RunAsync(
            sources,
            !parsed.GetValue(model.Quiet),
            model.HasColor(parsed),
            async source =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (isMisused)
                    return;
                var result = await DescribeAsync(pipeline, source, options, cancellationToken);
                if (result.TryGet(out var caption, out var failure))
                {
                    var line = isJson
                        ? JsonSerializer.Serialize(DocumentWriter.Of(caption, source.Name), DocumentJson.Writer.CaptionDocument)
                        : Line(source, caption);
                    await Console.Out.WriteLineAsync(line);
                    isRefused |= caption.Verdict == Core.Quality.Verdict.Refused;
                    if (caption.Verdict == Core.Quality.Verdict.Refused)
                        await Warn(source, $"refused: {string.Join(", ", caption.Quality!.Reasons.Select(DocumentWriter.NameOf))}");
                    return;
                }

                isMisused = failure.Reason == FailureReason.OptionNotSupported;
                isRefused = true;
                if (!isMisused)
                    await Console.Out.WriteLineAsync(
                        isJson ? Failures.Json(source.Name, failure) : $"{SingleLine.Escape(source.Name)}\tfailed\t\t\t"
                    );
                await Warn(source, $"{FailureTable.Of(failure.Reason).Code}: {failure.Detail}");
            }
        );
        return isMisused ? ExitCode.WrongUsage
            : isRefused ? ExitCode.Partial
            : ExitCode.Done;
    }

    private static async Task<Result<Caption, CaptionFailure>> DescribeAsync(
        CaptionPipeline pipeline,
        PictureSource source,
        CaptionOptions options,
        CancellationToken cancellationToken
    )
    {
        var read = await source.ReadAsync(cancellationToken);
        return read.TryGet(out var bytes, out var failure)
            ? pipeline.Describe(new CaptionRequest(bytes, CaptionContext.None, options), cancellationToken)
            : failure;
    }

    private static string Line(PictureSource source, Caption caption)
    {
        var state = caption.AltText switch
        {
            null => "refused",
            "" => "decorative",
            _ => "captioned",
        };
        var quality = caption.Quality?.Score.ToString("F2", CultureInfo.InvariantCulture) ?? "";
        return string.Join(
            '\t',
            SingleLine.Escape(source.Name),
            state,
            SingleLine.Escape(caption.AltText ?? ""),
            quality,
            DocumentWriter.NameOf(caption.Verdict)
        );
    }

    private static Task Warn(PictureSource source, string what) =>
        Console.Error.WriteLineAsync($"{SingleLine.Escape(source.Name)}: {SingleLine.Escape(what)}");
}
