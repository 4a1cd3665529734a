using System.Text.RegularExpressions;

namespace Serverless.Architecture.Tests;

/// <summary>Methods that speak in code, each in another way.</summary>
internal static partial class Speakers
{
    public static string InASentence() => "a page of text";

    public static string? InASwitch(int kind) => kind == 1 ? "a drawing" : null;

    public static string[] InAList() => ["banner", "board", "poster", "screen", "plate"];

    public static string InAnInterpolation(string what, string text) => $"{what} that reads \"{text}\"";

    [GeneratedRegex(@"\b(charts?|graphs?)\b", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    public static partial Regex InAPattern();

    /// <summary>Those that do not.</summary>
    internal static class Silent
    {
        public static string Fault(int number) => throw new InvalidDataException($"the number {number} is too large");

        public static string[] Names() => ["what", "text", "sitePage", "some_rule"];
    }
}
