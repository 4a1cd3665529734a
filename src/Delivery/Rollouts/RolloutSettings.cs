using System.Text.RegularExpressions;
using Serverless.Core;
using Serverless.Ledger;
using Serverless.Settings;

namespace Serverless.Delivery.Rollouts;

/// <summary>
/// Settings of a target in an environment: <c>ENVIRONMENT.env</c>, then <c>ENVIRONMENT.TARGET.env</c>, NAME=VALUE a line, # before a
/// comment. Held to the table of settings; what holds a secret is refused: those are in the platform's own store.
/// </summary>
internal static partial class RolloutSettings
{
    public const string DefaultFolder = "deploy/environments";

    /// <summary>Settings that name a path of the machine they are for, which need not be one of this machine.</summary>
    private static readonly string[] Paths =
    [
        SettingNames.Model,
        SettingNames.QualityModel,
        SettingNames.LabelModel,
        SettingNames.WatchFolder,
        SettingNames.KeysFile,
        SettingNames.JwtKeySet,
        SettingNames.KeySet,
        SettingNames.Prices,
    ];

    /// <summary>Reads and checks them.</summary>
    public static Result<Dictionary<string, string>, DeliveryFailure> Read(string folder, string environment, string target)
    {
        var (settings, faults) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var file in new[] { $"{environment}.env", $"{environment}.{target}.env" })
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path))
                ReadFile(path, settings, faults);
        }

        try
        {
            CaptionSettings.Read(ProfileOf(target), settings.GetValueOrDefault, settings.Keys);
        }
        catch (SettingsException error)
        {
            faults.AddRange(error.Errors.Where(fault => !settings.Keys.Any(name => Paths.Contains(name) && IsAbout(fault, name))));
        }

        return faults.Count == 0
            ? settings
            : DeliveryFailure.WrongUsage($"Settings of {environment}/{target} in {folder}:\n  {string.Join("\n  ", faults)}");
    }

    private static bool IsAbout(string fault, string name) =>
        fault.StartsWith(name + " ", StringComparison.Ordinal) || fault.StartsWith(name + ":", StringComparison.Ordinal);

    private static void ReadFile(string path, Dictionary<string, string> settings, List<string> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (text, index) in File.ReadLines(path).Select((line, index) => (line.Trim(), index + 1)))
        {
            if (text.Length == 0 || text[0] == '#')
                continue;
            var at = text.IndexOf('=', StringComparison.Ordinal);
            var place = FormattableString.Invariant($"{Path.GetFileName(path)}, line {index}");
            if (at <= 0)
                faults.Add($"{place}: NAME=VALUE is expected.");
            else if (!text.StartsWith("CAPTION_", StringComparison.Ordinal))
                faults.Add($"{place}: {text[..at]} is no setting of the product; only CAPTION_ names are allowed.");
            else if (!seen.Add(text[..at]))
                faults.Add($"{place}: {text[..at]} is there twice.");
            else if (Secret().IsMatch(text[(at + 1)..]))
                faults.Add($"{place}: {text[..at]} holds a secret; keep that in the platform's store of secrets.");
            else
                settings[text[..at]] = text[(at + 1)..];
        }
    }

    private static HostProfile ProfileOf(string target) =>
        target switch
        {
            "aws" => HostProfile.Aws,
            "azure" => HostProfile.Azure,
            "gcp" => HostProfile.Gcp,
            _ => HostProfile.Kubernetes,
        };

    [GeneratedRegex(
        @"-----BEGIN |://[^/@\s]*:[^/@\s]*@|\bA(KIA|SIA)[A-Z0-9]{16}\b|(AccountKey|SharedAccessSignature|[?&]sig)=|"
            + @"\bglpat-|\bAIza[\w-]{35}|\bey[A-Za-z0-9_-]{10,}\.ey",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Secret();
}
