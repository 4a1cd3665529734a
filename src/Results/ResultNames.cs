using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Core.Pipeline;
using Serverless.Storage;

namespace Serverless.Results;

/// <summary>
/// Where the results about a picture are: <c>.captions/NAME.EXT/KEY.json</c> next to it, or at the same path below the folder of
/// results; <c>NAME.EXT.caption.json</c> points at the latest. The same work has the same name.
/// </summary>
/// <param name="Folder">Prefix of all results about the picture.</param>
/// <param name="Latest">Key of the pointer to the latest.</param>
public sealed record ResultNames(string Folder, string Latest)
{
    private const string Reserved = ".captions",
        PointerEnd = ".caption.json",
        Probe = ".caption-probe-";

    private const string TooLong = "name_too_long";

    private const int DigestDigits = 32;

    /// <summary>The code of a file whose name no store accepts.</summary>
    public const string NotAllowed = "name_not_allowed";

    /// <summary>Key of the tombstone of an erased picture.</summary>
    public string Tombstone => Folder + "forgotten.json";

    /// <summary>The names for a picture.</summary>
    /// <param name="prefix">The folder of results, in its store; "" for next to the pictures.</param>
    /// <param name="key">The picture's key in its own store.</param>
    public static ResultNames Of(string prefix, string key)
    {
        var slash = key.LastIndexOf('/') + 1;
        var (folder, name) = (prefix + key[..slash], key[slash..]);
        return new ResultNames($"{folder}{Reserved}/{name}/", folder + name + PointerEnd);
    }

    /// <summary>Whether a key is one of ours, so that nothing we write is ever captioned.</summary>
    /// <param name="key">A key.</param>
    public static bool IsReserved(string key) =>
        key.EndsWith(PointerEnd, StringComparison.Ordinal)
        || key.Split('/') is var segments && (segments.Contains(Reserved) || segments[^1].StartsWith(Probe, StringComparison.Ordinal));

    /// <summary>Why a picture can have no results, whatever it shows; null where it can.</summary>
    /// <param name="key">The picture's key.</param>
    /// <param name="result">Key of a result.</param>
    public static ResultError? ErrorOf(string key, string result)
    {
        if (BlobKey.Validate(key) is { } error)
        {
            var isTooLong = Encoding.UTF8.GetByteCount(key) > BlobKey.MaxBytes;
            return new ResultError(isTooLong ? TooLong : NotAllowed, $"{error.Detail} Give the picture another name.");
        }

        return BlobKey.Validate(result) is null
            ? null
            : new ResultError(TooLong, "Its name leaves no room for a result's: give it a shorter one.");
    }

    /// <summary>The picture whose sidecar a pointer is; null where the key is no pointer.</summary>
    /// <param name="key">A key.</param>
    public static string? PointedBy(string key) => key.EndsWith(PointerEnd, StringComparison.Ordinal) ? key[..^PointerEnd.Length] : null;

    /// <summary>The picture that a pointer or result belongs to; null where the key is neither.</summary>
    /// <param name="prefix">The folder of results, in its store.</param>
    /// <param name="key">A key below it.</param>
    public static string? PictureOf(string prefix, string key)
    {
        var rest = key[prefix.Length..];
        if (PointedBy(rest) is { } picture)
            return picture;
        var segments = rest.Split('/');
        return segments.Length >= 3 && segments[^3] == Reserved
            ? string.Concat(segments[..^3].Select(segment => segment + "/")) + segments[^2]
            : null;
    }

    /// <summary>Key of the result of a piece of work.</summary>
    /// <param name="picture">The picture's address.</param>
    /// <param name="version">Its version.</param>
    /// <param name="model">Who describes it: name, and major and minor version, for a patch changes no words that matter.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="retry">Names the run that repeats the work; null for work that is done once.</param>
    public string ResultOf(BlobAddress picture, string version, ModelIdentity model, CaptionOptions options, string? retry = null)
    {
        var minor = string.Join('.', model.Version.Split('.').Take(2));
        var request = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Detail}|{options.Beams}|{options.Alternatives}|{options.MaxCharacters}|{options.Language}|{options.MinQuality}"
        );
        string[] parts = [NameOf(picture), version, model.Name, minor, request, .. retry is null ? Array.Empty<string>() : [retry]];
        var work = string.Join('\n', parts);
        return Folder + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(work)))[..DigestDigits] + ".json";
    }

    /// <summary>The picture as work on it has been named from the start, with percent codes, so that results keep their names.</summary>
    private static string NameOf(BlobAddress picture) => $"{picture.Scheme}://{picture.Container}/{PercentEncoding.Encode(picture.Key)}";

    /// <summary>Key of a result with text that a person wrote in place of ours.</summary>
    /// <param name="checksum">The text's checksum.</param>
    public string WrittenBy(string checksum) => $"{Folder}person-{checksum[(checksum.IndexOf(':', StringComparison.Ordinal) + 1)..]}.json";

    /// <summary>Key of the result that a person's review made.</summary>
    /// <param name="review">The review's id.</param>
    public string ReviewedBy(string review) => $"{Folder}review-{review}.json";
}
