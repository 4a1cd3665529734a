using System.CommandLine.Parsing;
using Serverless.Core;

namespace Serverless.Cli;

/// <summary>Words of the command line to pictures: files, folders with everything in them, standard input.</summary>
internal static class PictureSources
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff"];

    /// <summary>A misspelt option must not pass for a file; a file whose name starts so can be named with ./ before it.</summary>
    public static void RejectUnknownOptions(ArgumentResult words)
    {
        foreach (var token in words.Tokens.Where(token => token.Value.Length > 1 && token.Value[0] == '-')) words.AddError($"{token.Value} is no option of this command.");
    }

    /// <summary>The pictures in order, or the first word that names none.</summary>
    public static Result<List<PictureSource>, string> Expand(IEnumerable<string> words)
    {
        var sources = new List<PictureSource>();
        foreach (var word in words)
        {
            if (word == "-") sources.Add(new PictureSource("-", ReadInputAsync));
            else if (word.Contains("://", StringComparison.Ordinal) && !word.StartsWith("file://", StringComparison.Ordinal)) return $"{Shown(word)}: addresses other than files are not read by this version.";
            else if (PathOf(word) is var path && Directory.Exists(path)) sources.AddRange(PicturesIn(path).Select(FromFile));
            else sources.Add(FromFile(path));
        }

        return sources;
    }

    private static string PathOf(string word) => word.StartsWith("file://", StringComparison.Ordinal) ? new Uri(word).LocalPath : word;

    private static PictureSource FromFile(string path) => new(path, token => File.ReadAllBytesAsync(path, token));

    /// <summary>Pictures by their ending, links not followed, in the order of their names.</summary>
    private static IEnumerable<string> PicturesIn(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.System })
        .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
        .Order(StringComparer.Ordinal);

    private static string Shown(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Host}{uri.AbsolutePath}" : address;

    private static async Task<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        using var kept = new MemoryStream();
        await input.CopyToAsync(kept, cancellationToken);
        return kept.ToArray();
    }
}
