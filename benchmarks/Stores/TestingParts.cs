namespace Serverless.Testing;

/// <summary>What the emulators of the tests ask of their surroundings, outside of tests.</summary>
internal static class Parts
{
    public static Exception Missing(string name) => new InvalidDataException($"{name} is not installed.");
}
