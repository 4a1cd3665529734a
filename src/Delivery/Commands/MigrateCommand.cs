using System.CommandLine;
using Serverless.Core;
using Serverless.Delivery.Migration;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery migrate</c>: results, reviews and settings from one cloud to another.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var options = new MigrateOptions();
        var command = new Command(
            "migrate",
            "Copies results, reviews and settings from one store to another by digest, verifies them, and switches traffic last. "
                + "Running it again goes on where it was. --undo ID takes it back."
        );
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Result<MigrateRequest, DeliveryFailure> read, CancellationToken cancellationToken)
    {
        if (!read.TryGet(out var request, out var failure))
            return Fail(failure);
        using var setup = new MigrationSetup(request);
        return request.UndoId is { } id
            ? await UndoAsync(setup, id, cancellationToken)
            : await MigrateAsync(setup, request, cancellationToken);
    }

    private static async Task<int> MigrateAsync(MigrationSetup setup, MigrateRequest request, CancellationToken cancellationToken)
    {
        if (!(await setup.PlanAsync(cancellationToken)).TryGet(out var planned, out var failure))
            return Fail(failure);
        await Console.Error.WriteLineAsync($"migration {planned.Plan.Id}");
        var run = new MigrationRun(planned.Context, planned.Plan);
        var ended = await run.RunAsync(planned.Settings, request.Merges, cancellationToken);
        return ended.TryGet(out var report, out failure) ? MigrationOutput.Write(report, planned.Plan) : Fail(failure);
    }

    private static async Task<int> UndoAsync(MigrationSetup setup, string id, CancellationToken cancellationToken)
    {
        if (!(await setup.FindAsync(id, cancellationToken)).TryGet(out var planned, out var failure))
            return Fail(failure);
        var ended = await new MigrationUndo(planned.Context, planned.Plan).RunAsync(cancellationToken);
        return ended.TryGet(out var report, out failure) ? MigrationOutput.Write(report) : Fail(failure);
    }

    private static int Fail(DeliveryFailure failure)
    {
        Console.Error.WriteLine(failure.Detail);
        return failure.Code;
    }
}
