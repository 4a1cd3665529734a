using System.CommandLine;
using System.CommandLine.Parsing;

namespace Serverless.Cli;

/// <summary>
/// Operands. One that begins with a dash, and has no blank, is most likely a misspelt option, so it counts as a name only after <c>--</c>,
/// or written as <c>./-name</c>.
/// </summary>
internal static class Operands
{
    /// <summary>No response files: a name may begin with @. No bundles of short options: there are none to bundle.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>The parser's errors, and every operand that looks like an option, in one list.</summary>
    public static IReadOnlyList<string> Validate(ParseResult parsed)
    {
        var misspelt = MisspeltOptions(parsed);
        return misspelt.Count > 0
            ? [.. misspelt.Select(operand => MisspeltError(operand, parsed.CommandResult.Command))]
            : [.. parsed.Errors.Select(error => SingleLine.Flatten(error.Message))];
    }

    private static List<string> MisspeltOptions(ParseResult parsed)
    {
        var options = parsed.CommandResult.Children.OfType<OptionResult>();
        var ofOptions = options.SelectMany(option => option.Tokens).ToHashSet<Token>(ReferenceEqualityComparer.Instance);
        var before = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash);
        var operands = before.Where(token => token.Type == TokenType.Argument && !ofOptions.Contains(token)).Select(token => token.Value);
        return [.. operands.Where(operand => operand is ['-', _, ..] && !operand.Any(char.IsWhiteSpace))];
    }

    private static string MisspeltError(string operand, Command command)
    {
        var (shown, commandName) = (SingleLine.Escape(operand), command is RootCommand ? "caption" : "caption " + command.Name);
        return $"{shown} is no option of {commandName}. To name a file that begins with a dash, write ./{shown} or put -- before it.";
    }
}
