namespace Serverless.Settings;

/// <summary>The settings are wrong; the message lists every fault on a line of its own.</summary>
/// <param name="faults">One sentence each.</param>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : Exception("Wrong settings:\n" + string.Join('\n', faults.Select(fault => "  " + fault)))
{
    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
