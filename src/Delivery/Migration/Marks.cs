using System.Security.Cryptography;
using System.Text;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// What a migration writes on each object it creates, in the same write: so that after a kill at any point it is still known which objects
/// are its own, from which version of the source they were made, and whether anybody changed them since.
/// </summary>
/// <param name="Migration">The migration's id.</param>
/// <param name="Origin">Names the source's version it was made from.</param>
/// <param name="Content">The digest of the bytes as they were written.</param>
/// <param name="Replaced">The name of the bytes that stood there before, in the delivery store; null for none.</param>
internal sealed record Marks(string Migration, string Origin, string Content, string? Replaced)
{
    private const string MigrationName = "migration",
        OriginName = "origin",
        ContentName = "content",
        ReplacedName = "replaced";

    private const int OriginDigits = 32;

    /// <summary>The name of a source's version: versions may hold what metadata cannot.</summary>
    /// <param name="version">The version.</param>
    public static string OriginOf(string version) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)))[..OriginDigits];

    /// <summary>The marks on an object.</summary>
    /// <param name="properties">Its properties, found by its key: listings have no metadata.</param>
    /// <returns>Null where it has none.</returns>
    public static Marks? On(BlobProperties properties) =>
        properties.Metadata is { } metadata
        && metadata.TryGetValue(MigrationName, out var migration)
        && metadata.TryGetValue(OriginName, out var origin)
        && metadata.TryGetValue(ContentName, out var content)
            ? new Marks(migration, origin, content, metadata.GetValueOrDefault(ReplacedName))
            : null;

    /// <summary>The metadata of an object with these marks.</summary>
    /// <param name="more">What the source has; what not every store can hold, and older marks, are left out.</param>
    public IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string>? more)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [MigrationName] = Migration,
            [OriginName] = Origin,
            [ContentName] = Content,
        };
        if (Replaced is not null)
            all[ReplacedName] = Replaced;
        var room = MaxBytes - all.Sum(pair => pair.Key.Length + pair.Value.Length);
        foreach (var (name, value) in more ?? BlobProperties.NoMetadata)
        {
            if (name == ReplacedName || !IsPortable(name, value) || name.Length + value.Length > room || !all.TryAdd(name, value))
                continue;
            room -= name.Length + value.Length;
        }

        return all;
    }

    /// <summary>As <see cref="BlobContent.Validate"/> has it.</summary>
    private const int MaxBytes = 2_048;

    private static bool IsPortable(string name, string value) =>
        name.Length > 0
        && char.IsAsciiLetterLower(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
        && value.Length > 0
        && value.Trim() == value
        && value.All(letter => letter is >= ' ' and <= '~');
}
