using System.Globalization;
using System.Text;
using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.OnPrem;

/// <summary>
/// Captions on one machine by its own installer and front (deploy/onprem): reads and single changes, each of which can be repeated.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="outputs">port (8080), beside_port (8081) and root (none) of the file of outputs.</param>
internal sealed class OnPremHost(IMachine machine, TerraformOutputs outputs)
{
    private readonly string _root = outputs.Find("root") ?? "";

    public int Port { get; } = (int)(outputs.Figure("port") ?? 8080);

    public int BesidePort { get; } = (int)(outputs.Figure("beside_port") ?? 8081);

    private string Base => _root + "/opt/captions";

    private string Config => _root + "/etc/captions";

    public async Task<Result<OnPremView, TargetFailure>> ViewAsync(CancellationToken cancellationToken)
    {
        var beside = BesidePort.ToString(CultureInfo.InvariantCulture);
        var lines = $"""
            cd {Word(Base)} 2>/dev/null || exec echo absent
            echo "current $(readlink current)"
            echo "previous $(readlink previous)"
            echo "sums $(sha256sum <current/SHA256SUMS | cut -d' ' -f1)"
            echo "beside $(readlink revisions/{beside})"
            echo "releases $(ls releases | tr '\n' ' ')"
            echo "active $(systemctl is-active caption.service)"
            echo "besideActive $(systemctl is-active caption@{beside}.service)"
            echo "weights $(tr '\n' ' ' <{Word(Config + "/front-weights.conf")} 2>/dev/null)"
            echo "record $(base64 -w0 delivery.json 2>/dev/null)"
            """;
        if (!(await machine.RunAsync(lines, cancellationToken)).TryGet(out var text, out var failure))
            return failure;
        if (text.Trim() == "absent")
            return TargetFailure.Refused($"There is no {Base}: unpack the bundle there and run its install.sh once.");
        var said = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
        return said.Count == 9
            ? new OnPremView(said, BesidePort)
            : TargetFailure.Unreachable($"The machine answered {said.Count.ToString(CultureInfo.InvariantCulture)} of 9 lines.");
    }

    /// <summary>Brings a bundle and starts it beside the current release, without traffic; it is ready when this ends.</summary>
    /// <param name="bundle">The archive on this machine.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<TargetFailure?> BringBesideAsync(OnPremBundle bundle, OnPremRevision revision, CancellationToken cancellationToken)
    {
        var work = $"/var/tmp/captions-delivery-{revision.Id}";
        var run = $"""
            set -e
            rm -rf {work} && mkdir -m 700 {work}
            tar -xf {work}.tar -C {work} && rm -f {work}.tar
            code=0
            {work}/captions-onprem-{revision.Version}/{Installer($"--beside {BesidePort} --sums-sha256 {bundle.SumsSha256}")} || code=$?
            rm -rf {work}
            exit $code
            """;
        return await machine.CopyAsync(bundle.File, work + ".tar", cancellationToken) ?? await DoAsync(run, cancellationToken);
    }

    /// <summary>Starts a release that is there already beside the current one.</summary>
    public Task<TargetFailure?> StartBesideAsync(string version, CancellationToken cancellationToken) =>
        DoAsync(Release(version) + Installer($"--beside {BesidePort}"), cancellationToken);

    /// <summary>Makes a release that is there already the current one: back to the one before, or by its own installer.</summary>
    public Task<TargetFailure?> InstallAsync(OnPremView view, string version, CancellationToken cancellationToken) =>
        DoAsync(
            view.PreviousVersion == version && view.CurrentVersion is { } current && current != version
                ? Release(current) + Installer("--rollback")
                : Release(version) + Installer(""),
            cancellationToken
        );

    /// <summary>Ends the revision beside, after the requests that it works on.</summary>
    public Task<TargetFailure?> RetireAsync(OnPremView view, CancellationToken cancellationToken) =>
        DoAsync(Release(view.CurrentVersion!) + Installer($"--retire {BesidePort}"), cancellationToken);

    /// <summary>Shares the traffic out by the front; a port that gets some must be ready.</summary>
    /// <param name="besideShare">Of the revision beside, in percent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<TargetFailure?> WeighAsync(int besideShare, CancellationToken cancellationToken)
    {
        var front = $"CAPTIONS_FRONT_FILE={Word(Config + "/front-weights.conf")} {Word(Base + "/current/bin/captions-front")}";
        var (current, beside) = ($"{Port}={100 - besideShare}", $"{BesidePort}={besideShare}");
        return DoAsync($"{front} {current} {beside}", cancellationToken);
    }

    /// <summary>Writes the settings of a revision for the unit that runs it.</summary>
    /// <param name="unit">The unit's word: current, or a port.</param>
    /// <param name="settings">The lines.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<TargetFailure?> WriteSettingsAsync(string unit, string settings, CancellationToken cancellationToken) =>
        WriteAsync($"{Config}/revision-{unit}.env", settings, cancellationToken);

    public Task<TargetFailure?> WriteRecordAsync(OnPremRecord record, CancellationToken cancellationToken) =>
        WriteAsync(Base + "/delivery.json", record.ToJson(), cancellationToken);

    /// <summary>Opens a way to the port of a revision.</summary>
    public Task<Result<Tunnel, TargetFailure>> ForwardAsync(bool isBeside, CancellationToken cancellationToken) =>
        machine.ForwardAsync(isBeside ? BesidePort : Port, cancellationToken);

    /// <summary>Whole or not at all.</summary>
    private Task<TargetFailure?> WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        var content = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var (part, whole) = (Word(file + ".captions-part"), Word(file));
        return DoAsync($"umask 077 && echo {content} | base64 -d >{part} && mv -fT {part} {whole}", cancellationToken);
    }

    private async Task<TargetFailure?> DoAsync(string lines, CancellationToken cancellationToken) =>
        (await machine.RunAsync(lines, cancellationToken)).Failure;

    private string Release(string version) => $"{Base}/releases/{version}/";

    private string Installer(string words) => _root.Length > 0 ? $"install.sh --root {Word(_root)} {words}" : $"install.sh {words}";

    private static string Word(string text) => SshMachine.Quoted(text);
}
