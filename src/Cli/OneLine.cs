namespace Serverless.Cli;

/// <summary>A file name may hold tabs and line ends; a line of an answer may not.</summary>
internal static class OneLine
{
    public static string Of(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));
}
