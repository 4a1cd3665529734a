namespace Serverless.Settings;

/// <summary>The settings are wrong; the message lists every error on a line of its own.</summary>
/// <param name="errors">One sentence each.</param>
public sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception("Wrong settings:\n" + string.Join('\n', errors.Select(error => "  " + error)))
{
    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
