using System.Security.Cryptography;
using System.Text;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>What is migrated, and where; written once, so that every further run of the same migration does the same.</summary>
/// <param name="Id">Names it.</param>
/// <param name="From">The source: a target's name, or "source".</param>
/// <param name="To">The destination.</param>
/// <param name="Pictures">Folders of pictures.</param>
/// <param name="Results">Folders of results, where they have their own.</param>
/// <param name="Reviews">Folders of reviews.</param>
/// <param name="Others">Folders that settings name and nothing is copied of.</param>
/// <param name="HasPictures">Whether the pictures are copied too.</param>
/// <param name="CreatedAt">When it began.</param>
internal sealed record MigrationPlan(
    string Id,
    string From,
    string To,
    IReadOnlyList<PlannedPair> Pictures,
    PlannedPair? Results,
    PlannedPair? Reviews,
    IReadOnlyList<PlannedPair> Others,
    bool HasPictures,
    DateTimeOffset CreatedAt
)
{
    private const int IdDigits = 8;

    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The id that migrations between these places have, without the number at its end.</summary>
    public string Stem
    {
        get
        {
            var places = string.Join('\n', Pairs.Select(pair => $"{pair.From}\n{pair.To}"));
            return $"{From}-to-{To}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(places)))[..IdDigits]}";
        }
    }

    /// <summary>Every folder and where it goes.</summary>
    public IEnumerable<PlannedPair> Pairs =>
        [.. Pictures, .. Results is null ? [] : new[] { Results }, .. Reviews is null ? [] : new[] { Reviews }, .. Others];

    /// <summary>Whether another plan asks for the same.</summary>
    /// <param name="other">The other.</param>
    public bool IsSameAs(MigrationPlan other) => HasPictures == other.HasPictures && Pairs.SequenceEqual(other.Pairs);

    /// <summary>Where each folder goes.</summary>
    public AddressMap Map() => new([.. Pairs.Select(pair => pair.Parse())]);
}

/// <summary>A folder and where it goes, as addresses.</summary>
/// <param name="From">At the source.</param>
/// <param name="To">At the destination.</param>
internal sealed record PlannedPair(string From, string To)
{
    /// <summary>The addresses, read.</summary>
    /// <exception cref="InvalidDataException">The plan is damaged.</exception>
    public AddressPair Parse()
    {
        if (!BlobAddress.Parse(From).TryGet(out var from, out var failure) || !BlobAddress.Parse(To).TryGet(out var to, out failure))
            throw new InvalidDataException($"{From} to {To}: {failure.Detail}");
        return AddressPair.Of(from, to);
    }
}
