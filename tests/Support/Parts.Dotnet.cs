namespace Serverless.Testing;

internal static partial class Parts
{
    /// <summary>The SDK itself, which builds programs of others.</summary>
    public static Part Sdk { get; } = Part.Program("dotnet", "install the .NET 10 SDK (https://dotnet.microsoft.com)", ["--version"]);
}
