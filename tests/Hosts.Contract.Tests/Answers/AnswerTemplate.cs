using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>
/// Texts of the table with places <c>${KIND:WHAT}</c>: <c>file</c> (bytes of a file of the checkout), <c>base64</c>, <c>base64url</c>,
/// <c>base64lines</c> (with escaped line ends), <c>gzip</c>, <c>br</c>,
/// <c>deflate</c> (a file, compressed), <c>repeat</c> (COUNT:TEXT), <c>gziprepeat</c> (that, compressed), and
/// names that the run gives: <c>before</c> (a text field of the answer before), <c>token</c> (a signed token).
/// </summary>
internal static partial class AnswerTemplate
{
    private const int LineCharacters = 76;

    /// <summary>Fills in a text.</summary>
    /// <param name="text">The template.</param>
    /// <param name="names">What the run gives, by <c>KIND:WHAT</c>.</param>
    public static byte[] Fill(string text, Func<string, string> names)
    {
        using var whole = new MemoryStream();
        var from = 0;
        foreach (var place in Place().Matches(text).Cast<Match>())
        {
            whole.Write(Encoding.UTF8.GetBytes(text[from..place.Index]));
            whole.Write(Of(place.Groups[1].Value, place.Groups[2].Value, names));
            from = place.Index + place.Length;
        }

        whole.Write(Encoding.UTF8.GetBytes(text[from..]));
        return whole.ToArray();
    }

    private static byte[] Of(string kind, string what, Func<string, string> names) =>
        kind switch
        {
            "file" => Read(what),
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Read(what))),
            "base64url" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Read(what)).Replace('+', '-').Replace('/', '_').TrimEnd('=')),
            "base64lines" => Encoding.ASCII.GetBytes(
                string.Join("\\r\\n", Convert.ToBase64String(Read(what)).Chunk(LineCharacters).Select(line => new string(line)))
            ),
            "gzip" => Compressed(Read(what), kept => new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true)),
            "br" => Compressed(Read(what), kept => new BrotliStream(kept, CompressionLevel.Fastest, leaveOpen: true)),
            "deflate" => Compressed(Read(what), kept => new ZLibStream(kept, CompressionLevel.Fastest, leaveOpen: true)),
            "repeat" => Repeated(what.Split(':', 2)),
            "gziprepeat" => Compressed(
                Repeated(what.Split(':', 2)),
                kept => new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true)
            ),
            _ => Encoding.UTF8.GetBytes(names($"{kind}:{what}")),
        };

    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Repository.Root, path));

    private static byte[] Repeated(string[] countAndText) =>
        Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat(countAndText[1], int.Parse(countAndText[0], CultureInfo.InvariantCulture)))
        );

    private static byte[] Compressed(byte[] bytes, Func<Stream, Stream> coding)
    {
        using var kept = new MemoryStream();
        using (var stream = coding(kept))
            stream.Write(bytes);
        return kept.ToArray();
    }

    [GeneratedRegex(@"\$\{(\w+):([^}]*)\}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}
