using System.CommandLine;
using System.Text;
using Serverless.Core;
using Serverless.Results;
using Serverless.Results.Reviews;

namespace Serverless.Cli.Reviews;

/// <summary><c>caption review import</c>: decisions from a table or lines of JSON. A second import of a file adds nothing.</summary>
internal static class ReviewImportCommand
{
    private const int MaxReviewerCharacters = 200;

    private static readonly string[] Decisions = ["accept", "reject", "edit"];

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file as caption review export writes it; - for standard input." };
        var address = ReviewPlace.Argument();
        var reviewer = new Option<string>("--reviewer") { Description = "Who decided: a name that stays the same.", Required = true };
        var form = ReviewExportCommand.FormOption();
        form.Description = "csv or jsonl; by the file's ending when not given.";
        var command = new Command(
            "import",
            "Takes decisions from a table (csv) or lines of JSON (jsonl). Lines without a decision are passed over; one that is wrong has "
                + "its line on standard error, and the others are taken."
        )
        {
            file,
            address,
            reviewer,
            form,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(file)!,
                    parsed.GetValue(address),
                    parsed.GetValue(reviewer)!,
                    parsed.GetValue(form),
                    cancellationToken
                )
        );
        return command.WithExamples(
            "caption review import queue.csv --reviewer ann@example.org",
            "caption review import - s3://photos/reviews/ --as jsonl --reviewer bob < decisions.jsonl"
        );
    }

    private static async Task<int> RunAsync(
        string file,
        string? address,
        string reviewer,
        string? form,
        CancellationToken cancellationToken
    )
    {
        var name = reviewer.Trim();
        if (name.Length is 0 or > MaxReviewerCharacters || name.Any(char.IsControl))
            throw new InvalidDataException($"--reviewer must be a name of 1 to {MaxReviewerCharacters} characters.");
        var ending = Path.GetExtension(file);
        if (form is null && ending is not (".csv" or ".jsonl"))
            throw new InvalidDataException("The file's ending is neither .csv nor .jsonl; say --as csv or --as jsonl.");
        var place = ReviewPlace.Open(address);
        using var reader = file == "-" ? new StreamReader(Console.OpenStandardInput()) : DecisionFile.Open(file);
        var run = new Run(place, new Reviewer(name, IsAnonymous: false));
        try
        {
            foreach (var line in DecisionFile.Read(reader, (form ?? ending[1..]) == "csv"))
                await run.TakeAsync(line, cancellationToken);
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"{SingleLine.Escape(file)} is no UTF-8.", error);
        }

        return await run.EndAsync();
    }

    private sealed class Run(ReviewPlace place, Reviewer reviewer)
    {
        private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
        private int _taken,
            _known,
            _undecided,
            _refused;
        private bool _isStopped;

        public async Task TakeAsync(DecisionLine line, CancellationToken cancellationToken)
        {
            if (line.Line is { Decision: null })
            {
                _undecided++;
                return;
            }

            if (!Read(line).TryGet(out var request, out var error))
            {
                await RefuseAsync(line, error);
                return;
            }

            var result = await place.Service.TakeOnceAsync(request, reviewer, cancellationToken);
            if (result.TryGet(out var taken, out var failure))
            {
                _taken += taken.IsNew ? 1 : 0;
                _known += taken.IsNew ? 0 : 1;
                return;
            }

            _isStopped |= FailureTable.Of(failure.Reason).IsRetryable;
            await RefuseAsync(line, failure.Detail);
        }

        public async Task<int> EndAsync()
        {
            await Console.Error.WriteLineAsync(
                $"{_taken} decisions taken, {_known} known already, {_undecided} lines undecided, {_refused} refused"
            );
            return _isStopped ? ExitCode.TryAgain
                : _refused > 0 ? ExitCode.Partial
                : ExitCode.Done;
        }

        private Result<ReviewRequest, string> Read(DecisionLine line)
        {
            if (line.Line is not { } read)
                return line.Error ?? "it cannot be read";
            if (read.Id is not { Length: > 0 } id)
                return "id is missing";
            if (!_lines.TryAdd(id, line.Number))
                return $"the caption {SingleLine.Escape(id)} has its decision in line {_lines[id]}";
            if (!Decisions.Contains(read.Decision))
                return "decision must be accept, reject or edit";
            var text = read.CorrectedCaption?.Trim();
            if (place.Settings.Service.TextLimit.Validate(text, "correctedCaption") is { } tooLong)
                return tooLong.Detail;
            if (read.Decision == "edit" != text is { Length: > 0 })
                return read.Decision == "edit" ? "correctedCaption is missing" : "correctedCaption goes with the decision edit";
            return new ReviewRequest(id, read.Decision!, text);
        }

        private async Task RefuseAsync(DecisionLine line, string error)
        {
            _refused++;
            await Console.Error.WriteLineAsync($"line {line.Number}: {error}");
        }
    }
}
