using System.CommandLine;
using Serverless.Cli.Archive;
using Serverless.Cli.Models;

namespace Serverless.Cli.Commands;

/// <summary><c>caption archive</c>: whole folders and buckets.</summary>
internal static class ArchiveCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "A folder, or file:///path/, s3://bucket/key/, az://account/container/key/, gs://bucket/key/.",
        };
        var into = new Option<string?>("--into")
        {
            Description =
                "Folder or address for sidecars, tables or copies. Results stand beside the pictures, or in CAPTION_RESULTS_TO; "
                + "--as sidecar --into puts them in DEST.",
            HelpName = "DEST",
        };
        var form = new Option<ArchiveFormat>("--as")
        {
            Description = "sidecar (NAME.caption.json beside the picture), jsonl, csv, or xmp (into copies of the pictures).",
            HelpName = "FORM",
            DefaultValueFactory = _ => ArchiveFormat.Sidecar,
        };
        var inPlace = new Option<bool>("--in-place") { Description = "With --as xmp: write into the files themselves." };
        var include = new Option<string[]>("--include")
        {
            Description = "Only names like this, such as '*.jpg' or '2024/**'; can be repeated.",
            HelpName = "GLOB",
            AllowMultipleArgumentsPerToken = false,
        };
        var exclude = new Option<string[]>("--exclude")
        {
            Description =
                "Leave out names like this, such as 'drafts/' or '*-small.jpg'; can be repeated, and holds against --include. "
                + "Thumbnails and bins of systems are left out by themselves.",
            HelpName = "GLOB",
            AllowMultipleArgumentsPerToken = false,
        };
        var retry = new Option<bool>("--retry-failed")
        {
            Description =
                "Try again all that failed. What a higher limit or another version of the program may mend is tried again by itself.",
        };
        var keepTime = new Option<bool>("--keep-time") { Description = "With --in-place: files keep their time of change." };
        var limit = new Option<long?>("--limit")
        {
            Description = "Describe at most so many; 0 only makes tables and reports of what is there.",
            HelpName = "N",
        };
        var shard = new Option<string?>("--shard")
        {
            Description = "Only the share I of N, from 0; a job engine's own index is taken by itself.",
            HelpName = "I/N",
        };
        var model = new Option<string?>("--model") { Description = ModelChoice.Description, HelpName = "MODEL" };
        var dry = new Option<bool>("--dry-run") { Description = "Say how many, how long and at what cost; write nothing." };
        var force = new Option<bool>("--force") { Description = "Describe again what has a result." };
        var older = new Option<string?>("--older-than")
        {
            Description = "Describe again what a model before this version described.",
            HelpName = "VERSION",
        };
        var replace = new Option<bool>("--replace-human")
        {
            Description = "Also where a person wrote or accepted the words. Theirs are kept as results.",
        };
        var quality = new Option<double?>("--min-quality")
        {
            Description = "Refuse below this quality, 0 to 1; 0 never refuses for quality.",
            HelpName = "Q",
        };
        var parallel = new Option<int?>("--parallel")
        {
            Description = "Batches described at the same time, 1 to 64; as many as the processors take by default.",
            HelpName = "N",
        };
        var near = new Option<bool>("--near-duplicates") { Description = "Describe pictures that look nearly the same once." };
        var cost = new Option<double?>("--max-cost")
        {
            Description = "Stop before the whole run costs more, in the currency of the prices (CAPTION_PRICES).",
            HelpName = "AMOUNT",
        };
        var reviews = new Option<bool>("--apply-reviews")
        {
            Description = "First carry what people accepted and edited (CAPTION_REVIEWS_TO) to the results.",
        };
        var undo = new Option<string?>("--undo") { Description = "Take a run back.", HelpName = "RUN" };
        var report = new Option<string?>("--report")
        {
            Description = "Write a report for people: a file or an address.",
            HelpName = "FILE.html",
        };
        var quiet = new Option<bool>("--quiet") { Description = "No progress and no summary." };
        var noColor = new Option<bool>("--no-color") { Description = "No colours; NO_COLOR does the same." };
        var command = new Command(
            "archive",
            "Describes whole folders and buckets: resumable, sparing what people wrote, spread over workers by a job engine, "
                + "with a report."
        )
        {
            source,
            into,
            form,
            inPlace,
            keepTime,
            include,
            exclude,
            limit,
            shard,
            model,
            dry,
            force,
            retry,
            older,
            replace,
            quality,
            parallel,
            near,
            cost,
            reviews,
            undo,
            report,
            quiet,
            noColor,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                ArchiveJob.RunAsync(
                    new ArchiveRequest(parsed.GetValue(source)!)
                    {
                        Model = parsed.GetValue(model),
                        Into = parsed.GetValue(into),
                        Format = parsed.GetValue(form),
                        IsInPlace = parsed.GetValue(inPlace),
                        Include = parsed.GetValue(include) ?? [],
                        Exclude = parsed.GetValue(exclude) ?? [],
                        RetriesFailed = parsed.GetValue(retry),
                        KeepsTime = parsed.GetValue(keepTime),
                        Limit = parsed.GetValue(limit),
                        Shard = parsed.GetValue(shard),
                        IsDryRun = parsed.GetValue(dry),
                        IsForced = parsed.GetValue(force),
                        OlderThan = parsed.GetValue(older),
                        ReplacesPerson = parsed.GetValue(replace),
                        MinQuality = parsed.GetValue(quality),
                        Parallel = parsed.GetValue(parallel),
                        JoinsNearDuplicates = parsed.GetValue(near),
                        MaxCost = parsed.GetValue(cost),
                        AppliesReviews = parsed.GetValue(reviews),
                        Undo = parsed.GetValue(undo),
                        Report = parsed.GetValue(report),
                        IsQuiet = parsed.GetValue(quiet),
                        HasColor = !parsed.GetValue(noColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
                    },
                    cancellationToken
                )
        );
        return command.WithExamples(
            "caption archive holiday/",
            "caption archive s3://photos/2024/ --dry-run",
            "caption archive s3://photos/ --as csv --into s3://results/ --report report.html",
            "caption archive holiday/ --as xmp --into holiday-described/",
            "caption archive holiday/ --undo 01K9ZJ3VY4X8S2R6T0QWERTYAB"
        );
    }
}
