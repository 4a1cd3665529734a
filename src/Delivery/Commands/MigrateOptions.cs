using System.CommandLine;
using Serverless.Core;
using Serverless.Delivery.Migration;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary>The options of <c>delivery migrate</c>.</summary>
internal sealed class MigrateOptions
{
    private static readonly string[] Environments = ["dev", "preprod", "prod"];

    private readonly Option<string[]> _from = Words("--from", "A target (aws, azure, gcp, kubernetes, onprem), or folders of pictures.");
    private readonly Option<string[]> _to = Words("--to", "A target, or as many folders as --from has, in the same order.");
    private readonly Option<string> _environment = new("--environment")
    {
        Description = "dev, preprod or prod, of targets.",
        DefaultValueFactory = _ => "dev",
    };
    private readonly Option<string?> _outputsFrom = Word("--outputs-from", "FILE of `terraform output -json` of the source.");
    private readonly Option<string?> _outputsTo = Word("--outputs-to", "FILE of `terraform output -json` of the destination.");
    private readonly Option<string?> _resultsFrom = Word("--results-from", "Folder of results, where they are not beside the pictures.");
    private readonly Option<string?> _resultsTo = Word("--results-to", "Where it goes.");
    private readonly Option<string?> _reviewsFrom = Word("--reviews-from", "Folder of reviews (CAPTION_REVIEWS_TO).");
    private readonly Option<string?> _reviewsTo = Word("--reviews-to", "Where it goes.");
    private readonly Option<string[]> _also = Words("--also", "FROM=TO: a folder that settings name and nothing is copied of.");
    private readonly Option<string?> _settings = Word("--settings", "FILE of the source's settings: a JSON object, or lines NAME=VALUE.");
    private readonly Option<bool> _pictures = new("--pictures") { Description = "Copies the pictures too, after their results." };
    private readonly Option<bool> _merge = new("--merge") { Description = "The destination may hold results of its own." };
    private readonly Option<string?> _entry = Word(
        "--entry",
        "local (default with local targets) or none: you switch the record yourself."
    );
    private readonly Option<string?> _entryCommand = Word(
        "--entry-command",
        "A command that sends traffic from $MIGRATE_FROM to $MIGRATE_TO."
    );
    private readonly Option<string?> _toUrl = Word(
        "--to-url",
        "Where the destination is called; it captions a picture before the switch."
    );
    private readonly Option<string?> _smoke = Word("--smoke-picture", "FILE of the picture it captions; a sample by default.");
    private readonly Option<string?> _undo = Word("--undo", "ID of a migration to take back.");
    private readonly Option<int> _parallel = new("--parallel")
    {
        Description = "Objects at a time, 1 to 64.",
        DefaultValueFactory = _ => 8,
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _from,
            _to,
            _environment,
            _outputsFrom,
            _outputsTo,
            _resultsFrom,
            _resultsTo,
            _reviewsFrom,
            _reviewsTo,
            _also,
            _settings,
            _pictures,
            _merge,
            _entry,
            _entryCommand,
            _toUrl,
            _smoke,
            _undo,
            _parallel,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public Result<MigrateRequest, DeliveryFailure> Read(ParseResult parsed)
    {
        var request = new MigrateRequest
        {
            From = parsed.GetValue(_from) ?? [],
            To = parsed.GetValue(_to) ?? [],
            Environment = parsed.GetValue(_environment)!,
            OutputsFrom = parsed.GetValue(_outputsFrom),
            OutputsTo = parsed.GetValue(_outputsTo),
            ResultsFrom = parsed.GetValue(_resultsFrom),
            ResultsTo = parsed.GetValue(_resultsTo),
            ReviewsFrom = parsed.GetValue(_reviewsFrom),
            ReviewsTo = parsed.GetValue(_reviewsTo),
            Also = parsed.GetValue(_also) ?? [],
            Settings = parsed.GetValue(_settings),
            HasPictures = parsed.GetValue(_pictures),
            Merges = parsed.GetValue(_merge),
            Entry = parsed.GetValue(_entry),
            EntryCommand = parsed.GetValue(_entryCommand),
            ToUrl = parsed.GetValue(_toUrl),
            SmokePicture = parsed.GetValue(_smoke),
            UndoId = parsed.GetValue(_undo),
            Parallel = parsed.GetValue(_parallel),
        };
        return WhyWrong(request) is { } why ? DeliveryFailure.WrongUsage(why) : request;
    }

    private static string? WhyWrong(MigrateRequest request)
    {
        if (request.Parallel is < 1 or > 64)
            return FormattableString.Invariant($"--parallel: {request.Parallel} is not allowed; 1 to 64 are.");
        if (!Environments.Contains(request.Environment, StringComparer.Ordinal))
            return $"--environment: {request.Environment} is not allowed; dev, preprod and prod are.";
        if (request.Entry is not (null or "local" or "none"))
            return $"--entry: {request.Entry} is not allowed; local and none are.";
        if (request.Entry is not null && request.EntryCommand is not null)
            return "Give --entry or --entry-command, not both.";
        if (request.UndoId is not null)
            return null;
        if (request.From.Count == 0 || request.From.Count != request.To.Count)
            return "Give --from and --to, each as often as the other: targets, or folders of pictures.";
        if (request.ResultsFrom is null != request.ResultsTo is null || request.ReviewsFrom is null != request.ReviewsTo is null)
            return "--results-from and --results-to, --reviews-from and --reviews-to go together.";
        return null;
    }

    private static Option<string?> Word(string name, string description) => new(name) { Description = description };

    private static Option<string[]> Words(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
