using System.Globalization;
using Serverless.Archives;
using Serverless.Archives.Costs;
using Serverless.Archives.Export;
using Serverless.Archives.Sharding;
using Serverless.Archives.Work;
using Serverless.Settings;

namespace Serverless.Cli.Archive;

/// <summary>
/// Prints how many, how long and at what cost (<c>--dry-run</c>), and keeps a run within what it may cost (<c>--max-cost</c>).
/// </summary>
internal sealed class ArchiveCostEstimate(ArchiveRequest request, CaptionSettings settings, ArchiveLocations locations, ShardChoice choice)
{
    /// <returns>Null where the run may cost what it will.</returns>
    /// <exception cref="InvalidDataException">There is no price for this machine.</exception>
    public static CostMeter? MeterOf(ArchiveRequest request, CaptionSettings settings, ShardChoice choice, RunMeter meter)
    {
        if (request.MaxCost is not { } maxCost)
            return null;
        var list = Prices(settings);
        var name = settings.Archives.PricedAs ?? choice.Engine;
        var price =
            list.Prices.FirstOrDefault(price => price.Name == name)
            ?? throw new InvalidDataException(
                $"--max-cost: the prices know no '{name}'; set {SettingNames.PricedAs} to one of "
                    + $"{string.Join(", ", list.Prices.Select(one => one.Name))}, or add it to a file named in "
                    + $"{SettingNames.Prices}."
            );
        return new CostMeter(price, list.Currency, maxCost / choice.Count, meter);
    }

    public async Task<int> PrintAsync(ArchivePlan plan, ArchiveEngine engine, CancellationToken cancellationToken)
    {
        var list = Prices(settings);
        if (request.MaxCost is not null)
            MeterOf(request, settings, choice, new RunMeter(TimeProvider.System));
        var estimator = new ArchiveEstimator(locations.ResultStore, plan);
        if (await new ArchiveExport(locations.ResultStore, plan).ExportAsync([estimator], cancellationToken) is { } failure)
        {
            await Console.Error.WriteLineAsync($"stopped: {failure.Detail}");
            return ExitCode.TryAgain;
        }

        Console.WriteLine(
            FormattableString.Invariant(
                $"{estimator.Listed:N0} pictures; {estimator.Wanted:N0} would be described, {estimator.ByPerson:N0} have a person's words"
            )
        );
        if (estimator.Wanted == 0 || await estimator.MeasureAsync(engine, cancellationToken) is not { } rate)
            return ExitCode.Done;
        var hours = estimator.Wanted / rate / 3_600;
        Console.WriteLine(FormattableString.Invariant($"this machine: {rate:F1} a second ({plan.Parallel} at a time), {Time(hours)}"));
        var calls = StoreCalls.Of(estimator.Wanted, estimator.Listed - estimator.Wanted);
        foreach (var price in list.Prices)
        {
            var workerHours = hours / price.Speed;
            var cost = price.Of(workerHours, calls);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{price.Name, -20} {Time(workerHours), -10} of one worker   {cost, 10:F2} "
                        + $"{list.Currency}{(request.MaxCost is { } maxCost && cost > maxCost ? "   more than --max-cost" : "")}"
                )
            );
        }

        Console.WriteLine(
            "Prices are those of CAPTION_PRICES, or examples that come with the program: look them up before you rely on them."
        );
        return ExitCode.Done;
    }

    private static string Time(double hours) =>
        hours >= 1 ? FormattableString.Invariant($"{hours:F1} h")
        : hours * 60 >= 1 ? FormattableString.Invariant($"{hours * 60:F1} min")
        : FormattableString.Invariant($"{hours * 3_600:F0} s");

    private static PriceList Prices(CaptionSettings settings) =>
        PriceList.Read(settings.Archives.PricesFile ?? Path.Combine(AppContext.BaseDirectory, "prices.json"));
}
