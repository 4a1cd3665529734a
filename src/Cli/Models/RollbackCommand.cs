using System.CommandLine;
using Serverless.Ledger;

namespace Serverless.Cli.Models;

/// <summary><c>caption model rollback</c>: lets the champion mean again what served before.</summary>
internal static class RollbackCommand
{
    public static Command Create()
    {
        var registry = new Argument<string>("REGISTRY") { Description = "A registry." };
        var why = new Option<string>("--why")
        {
            Description = "Why, for the ledger.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "rolled back",
        };
        var options = new AliasOptions();
        var command = new Command("rollback", "Lets champion mean again what previous means, with one write.") { registry, why };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var writer = options.Open(parsed, ModelSurroundings.Reference(parsed.GetValue(registry)!));
                var said = parsed.GetValue(why)!;
                var entry = (await writer.Book.RollbackAsync(said, cancellationToken)).OrThrow();
                Console.WriteLine($"rolled back\t{entry.Name}\t{entry.Version}\t{entry.Digest}\tchampion {entry.Number}");
                var ledger = new ModelLedger(writer.Surroundings, writer.Reference);
                var model = new ModelReference(entry.Name, entry.Version, entry.Digest);
                return await ledger.RecordAsync(EntryKind.RolledBack, model, said, cancellationToken);
            }
        );
        return command.WithExamples("caption model rollback s3://models/my-captioner --why \"names dogs cats\" --key release.pem");
    }
}
