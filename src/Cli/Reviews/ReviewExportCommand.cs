using System.CommandLine;
using System.Text;

namespace Serverless.Cli.Reviews;

/// <summary><c>caption review export</c>: the queue as a table, with empty columns for decisions.</summary>
internal static class ReviewExportCommand
{
    public static Command Create()
    {
        var address = ReviewPlace.Argument();
        var form = FormOption();
        var output = new Option<string?>("--out") { Description = "The file; standard output when none is named." };
        var command = new Command(
            "export",
            "Writes the queue as a table (csv) or as lines of JSON (jsonl). Who fills in decision (accept, reject, edit) and "
                + "correctedCaption has a file for caption review import."
        )
        {
            address,
            form,
            output,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(address), parsed.GetValue(form) ?? "csv", parsed.GetValue(output), cancellationToken)
        );
        return command.WithExamples(
            "caption review export --as csv --out queue.csv",
            "caption review export gs://photos/reviews/ --as jsonl > queue.jsonl"
        );
    }

    public static Option<string?> FormOption()
    {
        var form = new Option<string?>("--as") { Description = "csv or jsonl." };
        form.AcceptOnlyFromAmong("csv", "jsonl");
        return form;
    }

    private static async Task<int> RunAsync(string? address, string form, string? output, CancellationToken cancellationToken)
    {
        var place = ReviewPlace.Open(address);
        var listing = await place.ListAsync(cancellationToken);
        var isTable = form == "csv";
        var temporary = output is null ? null : output + ".part";
        int code;
        await using (var writer = temporary is null ? Console.Out : OpenFile(temporary, isTable))
        {
            if (isTable)
                await writer.WriteAsync(QueueLine.Header + "\r\n");
            code = await place.WriteAsync(
                listing.Entries,
                item => writer.Write(isTable ? QueueLine.Of(item).ToRow() + "\r\n" : QueueLine.Of(item).ToJson() + "\n"),
                cancellationToken
            );
            await writer.FlushAsync(cancellationToken);
        }

        if (temporary is not null)
            File.Move(temporary, output!, overwrite: true);
        return code;
    }

    /// <summary>A table has the byte order mark by which spreadsheets know UTF-8.</summary>
    /// <exception cref="InvalidDataException">The file cannot be written.</exception>
    private static StreamWriter OpenFile(string path, bool isTable)
    {
        try
        {
            return new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: isTable));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{SingleLine.Escape(path)}: {SingleLine.Flatten(error.Message)}", error);
        }
    }
}
