using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Serverless.Cli;

/// <summary>Puts an example under the help of a command.</summary>
internal static class Examples
{
    public static Command WithExamples(this Command command, params string[] examples)
    {
        var help = new HelpOption();
        var defaultAction = (HelpAction)help.Action!;
        help.Action = new ExampleAction(defaultAction, examples);
        command.Options.Add(help);
        return command;
    }

    private sealed class ExampleAction(HelpAction defaultAction, string[] examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var result = defaultAction.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine("Examples:");
            foreach (var example in examples)
                parseResult.InvocationConfiguration.Output.WriteLine("  " + example);
            return result;
        }
    }
}
