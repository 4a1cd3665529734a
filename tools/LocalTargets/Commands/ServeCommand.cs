using System.CommandLine;
using Serverless.Testing;

namespace Serverless.LocalTargets.Commands;

/// <summary><c>local-targets serve</c>.</summary>
internal static class ServeCommand
{
    private static readonly string[] Targets = ["aws", "azure", "gcp", "kubernetes", "onprem", "entry"],
        Environments = ["dev", "preprod", "prod"];

    public static Command Create()
    {
        var target = new Argument<string>("target") { Description = string.Join(", ", Targets) };
        target.AcceptOnlyFromAmong(Targets);
        var environment = new Option<string>("--environment")
        {
            Description = string.Join(", ", Environments),
            DefaultValueFactory = _ => "dev",
        };
        environment.AcceptOnlyFromAmong(Environments);
        var state = new Option<string?>("--state")
        {
            Description = "folder of packages, logs and state [artifacts/local/ENVIRONMENT/TARGET]",
        };
        var port = Number("--port", "port of the front; 0 takes the one it had, or a free one", 0, 0, 65535);
        var control = Number("--control-port", "port of the control API; likewise", 0, 0, 65535);
        var concurrency = Number(
            "--concurrency",
            "aws: execution environments of a revision, each with one request at a time",
            2,
            1,
            1000
        );
        var wait = Number("--wait-seconds", "aws: how long a request waits for a free one before 429; Lambda does not", 20, 0, 300);
        var start = Number("--start-seconds", "how long a revision may take to become ready", 60, 1, 3600);
        var readiness = Number("--readiness-seconds", "kubernetes, entry: time between two readiness probes", 2, 1, 300);
        var command = new Command("serve", "Serves one target of one environment until it is ended by SIGTERM or DELETE /.")
        {
            target,
            environment,
            state,
            port,
            control,
            concurrency,
            wait,
            start,
            readiness,
        };
        command.SetAction(
            (parsed, _) =>
            {
                var (name, stage) = (parsed.GetRequiredValue(target), parsed.GetRequiredValue(environment));
                return new Server(
                    new ServeOptions(
                        name,
                        stage,
                        parsed.GetValue(state) ?? Path.Combine(Repository.Root, "artifacts", "local", stage, name),
                        parsed.GetValue(port),
                        parsed.GetValue(control),
                        parsed.GetValue(concurrency),
                        TimeSpan.FromSeconds(parsed.GetValue(wait)),
                        TimeSpan.FromSeconds(parsed.GetValue(start)),
                        TimeSpan.FromSeconds(parsed.GetValue(readiness))
                    )
                ).RunAsync();
            }
        );
        return command;
    }

    private static Option<int> Number(string name, string description, int defaultValue, int min, int max)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} [{min} to {max}; {defaultValue}]",
            DefaultValueFactory = _ => defaultValue,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < min || value > max))
                result.AddError($"{name}: {value} is not allowed; {min} to {max} are.");
        });
        return option;
    }
}
