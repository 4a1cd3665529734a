using System.Text.RegularExpressions;
using Serverless.Core;

namespace Serverless.Storage;

/// <summary>
/// Where an object or a folder of objects is: <c>file:///path</c>, <c>s3://bucket/key</c>, <c>az://account/container/key</c>,
/// <c>gs://bucket/key</c>. An object's key stands as the store has it, to the last character, as the vendors' own tools write it: nothing
/// is decoded. A <c>file://</c> address is a URL (RFC 8089): its path is percent-decoded once, a <c>?</c>, <c>#</c> or <c>%</c> in a name
/// is written with its percent code, other characters may stand as they are. Whether a store can hold a key says <see cref="BlobKey"/>.
/// </summary>
/// <param name="Scheme">file, s3, az or gs.</param>
/// <param name="Container">The bucket, or account/container; "" for files.</param>
/// <param name="Key">The key; for files the path from the root, decoded. A folder's ends with a slash or is empty.</param>
public sealed partial record BlobAddress(string Scheme, string Container, string Key)
{
    private const string Files = "file";

    /// <summary>Whether this names a folder: everything below it.</summary>
    public bool IsFolder => Key.Length == 0 || Key.EndsWith('/');

    /// <summary>Whether a word of the command line or a request is meant as an address of a store.</summary>
    /// <param name="text">The word.</param>
    public static bool IsAddress(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is var at and > 0 && text[..at] is "file" or "s3" or "az" or "gs";

    /// <summary>Reads one.</summary>
    /// <param name="text">The address.</param>
    /// <returns>The address, or <see cref="StoreFailureReason.InvalidAddress"/>.</returns>
    public static Result<BlobAddress, StoreFailure> Parse(string text)
    {
        if (Parts().Match(text) is not { Success: true } parts)
            return Invalid("it is none of file:///path, s3://bucket/key, az://account/container/key and gs://bucket/key");
        var (scheme, container, key) = (parts.Groups["scheme"].Value, parts.Groups["container"].Value, parts.Groups["key"].Value);
        return scheme == Files ? OfFile(key) : new BlobAddress(scheme, container, key);
    }

    /// <summary>The key below a folder; null where the address is not below it. Whole segments are compared.</summary>
    /// <param name="folder">The folder; one without a slash at its end is taken as if it had one.</param>
    public string? Below(BlobAddress folder)
    {
        if (Scheme != folder.Scheme || Container != folder.Container)
            return null;
        var start = folder.IsFolder ? folder.Key : folder.Key + "/";
        return Key.StartsWith(start, StringComparison.Ordinal) ? Key[start.Length..] : null;
    }

    /// <summary>An object in the same container.</summary>
    /// <param name="key">Its key.</param>
    public BlobAddress With(string key) => this with { Key = key };

    /// <summary>The address as it can be read again.</summary>
    public override string ToString() => $"{Scheme}://{Container}/{(Scheme == Files ? PercentEncoding.Encode(Key) : Key)}";

    private static Result<BlobAddress, StoreFailure> OfFile(string path)
    {
        const string Instead = "; a path without file:// takes names as they are";
        if (path.IndexOfAny(['?', '#']) >= 0)
        {
            return Invalid("a file:// address is a URL without query and fragment, a ? in a name is written %3F, a # %23" + Instead);
        }

        if (PercentEncoding.Decode(path) is not { } key || key.Contains('\0', StringComparison.Ordinal))
        {
            return Invalid("a % in a file:// address is followed by the code of a character, a % itself is written %25" + Instead);
        }

        return key.Split('/').Any(segment => segment is "." or "..")
            ? Invalid("it climbs, a segment is . or ..")
            : new BlobAddress(Files, "", key);
    }

    private static StoreFailure Invalid(string why) => new(StoreFailureReason.InvalidAddress, $"The address cannot be read: {why}.");

    [GeneratedRegex(
        @"^(?:(?<scheme>file):///(?<key>.*)|(?<scheme>s3)://(?<container>[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:/(?<key>.*))?"
            + @"|(?<scheme>gs)://(?<container>[a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:/(?<key>.*))?"
            + @"|(?<scheme>az)://(?<container>[a-z0-9]{3,24}/(?:[a-z0-9](?:-?[a-z0-9]){2,62}|\$root|\$web))(?:/(?<key>.*))?)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Parts();
}
