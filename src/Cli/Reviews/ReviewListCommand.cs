using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;

namespace Serverless.Cli.Reviews;

/// <summary><c>caption review list</c>: what waits for people, the most useful first.</summary>
internal static class ReviewListCommand
{
    private const int DefaultLimit = 50;

    public static Command Create()
    {
        var address = ReviewPlace.Argument();
        var limit = new Option<int>("--limit") { Description = "Most entries.", DefaultValueFactory = _ => DefaultLimit };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--limit must be at least 1.");
        });
        var json = new Option<bool>("--json") { Description = "One JSON document a line." };
        var command = new Command(
            "list",
            "Lists captions that wait for a person: id, state, doubt times views, views, quality, verdict, alt text; tabs between."
        )
        {
            address,
            limit,
            json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var place = ReviewPlace.Open(parsed.GetValue(address));
                var listing = await place.ListAsync(cancellationToken);
                Func<QueueItem, string> lineOf = parsed.GetValue(json) ? Json : Line;
                var code = await place.WriteAsync(
                    listing.Entries.Take(parsed.GetValue(limit)),
                    item => Console.WriteLine(lineOf(item)),
                    cancellationToken
                );
                await Console.Error.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{listing.Entries.Count} captions wait for a person")
                );
                return code;
            }
        );
        return command.WithExamples("caption review list", "caption review list az://account/photos/reviews/ --limit 10 --json");
    }

    private static string Json(QueueItem item) =>
        JsonSerializer.Serialize(ReviewItemDocument.Of(item), DocumentJson.Writer.ReviewItemDocument);

    private static string Line(QueueItem item)
    {
        var shown = ReviewItemDocument.Of(item);
        string[] cells =
        [
            shown.Id,
            shown.State,
            shown.Benefit.ToString("0.000", CultureInfo.InvariantCulture),
            shown.Views.ToString(CultureInfo.InvariantCulture),
            shown.Score?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            shown.Verdict ?? "",
            SingleLine.Escape(shown.AltText ?? ""),
        ];
        return string.Join('\t', cells);
    }
}
