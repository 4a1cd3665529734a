using System.Text;
using System.Text.RegularExpressions;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Hosts.Contract.Tests.Answers;

/// <summary>
/// Sends a row to the hosts it names and holds each answer against the file; with CAPTION_TEST_WRITE_ANSWERS=1 the first host's is
/// written.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>Hosts that take what is written on the wire; the others' platforms have a form of their own before them.</summary>
    private static readonly string[] Raw = ["kubernetes", "gcp"];

    /// <summary>Checks a row.</summary>
    /// <param name="one">The row.</param>
    /// <param name="hosts">The profile's hosts.</param>
    /// <param name="token">Makes a signed token by its name.</param>
    /// <param name="folder">A folder of this run, which documents name; "" for none.</param>
    /// <returns>The answers, for further claims.</returns>
    public static async Task<IReadOnlyList<(string Name, HostAnswer Answer)>> RunAsync(
        AnswerCase one,
        IReadOnlyList<(string Name, IPlatform Platform)> hosts,
        Func<string, string> token,
        string folder
    )
    {
        var named = one.Hosts is null ? hosts : [.. hosts.Where(host => one.Hosts.Contains(host.Name))];
        Assert.Equal(one.Hosts?.Count ?? hosts.Count, named.Count);
        var answers = await Task.WhenAll(
            named.Select(async host => (host.Name, Answer: await AnswerAsync(one, host.Name, host.Platform, token, folder)))
        );
        foreach (var (name, answer) in answers)
        {
            var text = AnswerFile.Write(answer, one.HoldsBody, folder);
            if (AnswerFile.IsMaking && name == named[0].Name)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(one.AnswerPath)!);
                await File.WriteAllBytesAsync(one.AnswerPath, Encoding.UTF8.GetBytes(text));
            }

            var file = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(one.AnswerPath));
            Assert.Equal($"{name}: {file}", $"{name}: {AnswerFile.WithNumbersOf(text, file)}");
            Assert.Equal(one.Status ?? answer.Status, answer.Status);
            Assert.Contains(one.Says ?? "", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        }

        return answers;
    }

    /// <summary>A row's request with nothing to fill in but files.</summary>
    public static HostRequest RequestOf(AnswerCase one) => Filled(one.Request, place => throw new InvalidOperationException(place));

    private static async Task<HostAnswer> AnswerAsync(
        AnswerCase one,
        string host,
        IPlatform platform,
        Func<string, string> token,
        string folder
    )
    {
        var before = "";
        string Named(string place) =>
            place.Split(':', 2) switch
            {
                ["token", var name] => token(name),
                ["folder", _] => folder,
                ["before", var field] => Regex.Match(before, $"\"{field}\":\"([^\"]*)\"").Groups[1].Value,
                ["path", var field] => new Uri(Regex.Match(before, $"\"{field}\":\"([^\"]*)\"").Groups[1].Value).PathAndQuery,
                _ => throw new InvalidOperationException($"{one.Id} names {place}."),
            };
        if (one.Before is { } first)
            before = Encoding.UTF8.GetString((await SendAsync(host, platform, first, Filled(first, Named))).Body);
        return await SendAsync(host, platform, one.Request, Filled(one.Request, Named));
    }

    private static Task<HostAnswer> SendAsync(string host, IPlatform platform, CaseRequest row, HostRequest request) =>
        Raw.Contains(host)
            ? RawClient.SendAsync(
                platform is LoadingHost loading ? loading.Port : ((ListeningPlatform)platform).Port,
                request,
                row.Framing,
                row.Version
            )
            : platform.SendAsync(request);

    private static HostRequest Filled(CaseRequest row, Func<string, string> names) =>
        new(
            row.Method,
            Text(row.Path, names),
            [
                .. row
                    .Headers.Select(line => line.Split(':', 2))
                    .Select(parts => KeyValuePair.Create(parts[0], Text(parts[1].TrimStart(' '), names))),
            ],
            AnswerTemplate.Fill(row.Body, names)
        );

    private static string Text(string template, Func<string, string> names) =>
        Encoding.UTF8.GetString(AnswerTemplate.Fill(template, names));
}
