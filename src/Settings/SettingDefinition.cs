namespace Serverless.Settings;

/// <summary>One setting: its name, what it does, and what it may be. docs/operations/settings.md lists them all, and a test holds it to this table.</summary>
/// <param name="Name">The environment variable, and the key in the section <c>Caption</c> of appsettings.json.</param>
/// <param name="Default">What holds when it is not set, as a person would read it.</param>
/// <param name="Allowed">What it may be.</param>
/// <param name="Effect">What it does.</param>
public sealed record SettingDefinition(string Name, string Default, string Allowed, string Effect);
