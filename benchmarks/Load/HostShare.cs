using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// Where the time of a lone request goes that is not the pipeline's: to the caller, HTTP and the machine, which a server without any work
/// costs as well, and to the host. All in milliseconds.
/// </summary>
/// <param name="Added">[requests] the caller's wait less the pipeline's time.</param>
/// <param name="Own">[requests] the host's time, from a request's start in its application to the end of the answer, less the same.
/// </param>
/// <param name="Floor">[requests] the caller's wait for a server that reads the same bodies and answers as many bytes.</param>
internal sealed partial record HostShare(IReadOnlyList<double> Added, IReadOnlyList<double> Own, IReadOnlyList<double> Floor)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Measures it.</summary>
    /// <param name="rounds">How often each picture is sent.</param>
    public static HostShare Measure(int rounds)
    {
        using var host = ServedProcess.Host(("CAPTION_BATCH", "1"));
        var seen = Callers.Ask(host.Address, rounds);
        var all = seen.Waited.Count + Callers.Pictures.Count; // the first round is logged too
        var logged = host.Lines(
            line => Answered().Match(line) is { Success: true } match ? match.Groups["ms"].Value : null,
            all,
            Patience
        );
        var inHost = logged.TakeLast(seen.Waited.Count).Select(text => double.Parse(text, CultureInfo.InvariantCulture));
        using var bare = BareServer.Start(seen.Bytes);
        return new HostShare(
            [.. seen.Waited.Zip(seen.Pipeline, (waited, own) => waited - own)],
            [.. inHost.Zip(seen.Pipeline, (time, own) => time - own)],
            Callers.Ask(bare.Address, rounds).Waited
        );
    }

    /// <summary>The host's line of a request: its log is the only place where its own time of each stands.</summary>
    [GeneratedRegex(@"POST /v1/captions 200 (?<ms>[\d.]+) ms ")]
    private static partial Regex Answered();
}
