using System.Globalization;

namespace Serverless.CloudStorage;

/// <summary>Why a request is not carried out (cloud.google.com/storage/docs/json_api/v1/status-codes).</summary>
internal sealed record Refusal(int Status, string Reason, string Message)
{
    public static Refusal NotFound { get; } = new(404, "notFound", "No such object.");

    public static Refusal NoBucket { get; } = new(404, "notFound", "The specified bucket does not exist.");

    public static Refusal Bad(string message) => new(400, "invalid", message);
}

/// <summary>
/// What a request demands of the object as it is (cloud.google.com/storage/docs/request-preconditions). A generation of 0 stands for no
/// object.
/// </summary>
internal sealed record Preconditions(long? Generation, long? NotGeneration, long? Metageneration, long? NotMetageneration)
{
    public static (Preconditions? Read, Refusal? Fault) Of(IReadOnlyDictionary<string, string> query)
    {
        var numbers = new long?[4];
        string[] names = ["ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "ifMetagenerationNotMatch"];
        for (var i = 0; i < names.Length; i++)
        {
            if (!query.TryGetValue(names[i], out var text))
                continue;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return (null, Refusal.Bad($"Invalid value for {names[i]}."));
            numbers[i] = number;
        }

        return (new Preconditions(numbers[0], numbers[1], numbers[2], numbers[3]), null);
    }

    public Refusal? Refuse(StoredObject? now, bool isRead)
    {
        var (generation, metageneration) = (now?.Generation ?? 0, now?.Metageneration ?? 0);
        var isMet = (Generation is null || Generation == generation) && (Metageneration is null || Metageneration == metageneration);
        if (!isMet)
            return new Refusal(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
        var isOther =
            (NotGeneration is null || NotGeneration != generation) && (NotMetageneration is null || NotMetageneration != metageneration);
        return isOther ? null
            : isRead ? new Refusal(304, "notModified", "")
            : new Refusal(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
    }
}
