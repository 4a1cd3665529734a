using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Archives.Costs;

/// <summary>What an hour of a worker and a million calls cost, for one job engine and its store. An operator edits these.</summary>
/// <param name="Name">The engine: aws-batch, cloud-run-job, container-apps-job, kubernetes, or a name of the operator's.</param>
/// <param name="About">What the prices are for, and when they were looked up.</param>
/// <param name="Vcpus">Processors of a worker.</param>
/// <param name="MemoryGiB">Its memory.</param>
/// <param name="PerVcpuHour">Price of a processor for an hour.</param>
/// <param name="PerGiBHour">Price of a GiB of memory for an hour.</param>
/// <param name="PerMillionReads">Price of a million reads.</param>
/// <param name="PerMillionWrites">Price of a million writes.</param>
/// <param name="PerMillionLists">Price of a million listings.</param>
/// <param name="Speed">Pictures a second of such a worker, as a multiple of the machine that estimates.</param>
public sealed record Price(
    string Name,
    string About,
    double Vcpus,
    double MemoryGiB,
    double PerVcpuHour,
    double PerGiBHour,
    double PerMillionReads,
    double PerMillionWrites,
    double PerMillionLists,
    double Speed
)
{
    private const double Million = 1e6;

    /// <summary>An hour of a worker.</summary>
    public double PerHour => (Vcpus * PerVcpuHour) + (MemoryGiB * PerGiBHour);

    /// <summary>What a run cost, or will: hours of workers, and calls to the store.</summary>
    /// <param name="hours">Hours of one worker; of several, their sum.</param>
    /// <param name="calls">Calls.</param>
    public double Of(double hours, StoreCalls calls) =>
        (hours * PerHour)
        + (calls.Reads / Million * PerMillionReads)
        + (calls.Writes / Million * PerMillionWrites)
        + (calls.Lists / Million * PerMillionLists);
}

/// <summary>Calls to a store.</summary>
/// <param name="Reads">Objects read or looked up.</param>
/// <param name="Writes">Objects written.</param>
/// <param name="Lists">Pages listed.</param>
public sealed record StoreCalls(double Reads, double Writes, double Lists)
{
    private const double PageSize = 1_000,
        ObjectsAPicture = 3;

    /// <summary>
    /// The store calls of a run: a picture that is described costs three look-ups, a read, and two writes; one that has a result costs
    /// one look-up. The listing holds results too.
    /// </summary>
    /// <param name="worked">Pictures described.</param>
    /// <param name="existed">Pictures that have a result.</param>
    public static StoreCalls Of(double worked, double existed) =>
        new((4 * worked) + existed, 2 * worked, (worked + existed) * ObjectsAPicture / PageSize);
}

/// <summary>Prices by engine.</summary>
/// <param name="Currency">Such as USD.</param>
/// <param name="Prices">At least one.</param>
public sealed record PriceList(string Currency, IReadOnlyList<Price> Prices)
{
    /// <summary>Reads a file of prices.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static PriceList Read(string path)
    {
        try
        {
            var list =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), PriceJson.Default.PriceList)
                ?? throw new InvalidDataException($"{path} holds no prices.");
            foreach (var price in list.Prices ?? [])
            {
                double[] numbers =
                [
                    price.Vcpus,
                    price.MemoryGiB,
                    price.PerVcpuHour,
                    price.PerGiBHour,
                    price.PerMillionReads,
                    price.PerMillionWrites,
                    price.PerMillionLists,
                ];
                if (numbers.Any(number => !double.IsFinite(number) || number < 0) || price.Speed is not (> 0 and < 1_000))
                    throw new InvalidDataException($"{path}: the prices of {price.Name} must be 0 or more, its speed above 0.");
            }

            return list.Prices is { Count: > 0 } && list.Currency is not null
                ? list
                : throw new InvalidDataException($"{path} holds no prices.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is no file of prices: {error.Message}", error);
        }
    }
}

/// <summary>Generated reading.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PriceList))]
internal sealed partial class PriceJson : JsonSerializerContext;
