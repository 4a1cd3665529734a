using System.CommandLine;
using System.Globalization;
using Serverless.Delivery.Releases;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery publish</c>: packages become a release.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var version = Options.Version();
        var packages = new Option<string>("--packages")
        {
            Description = "The folder that make package fills.",
            DefaultValueFactory = _ => "artifacts/packages",
        };
        var commit = new Option<string>("--commit") { Description = "The commit they were built from.", Required = true };
        var committedAt = new Option<string?>("--committed-at") { Description = "When it was made (ISO 8601), for the lead time." };
        var command = new Command("publish", "Copies packages to the delivery store, with digests; writes the release once.")
        {
            version,
            packages,
            commit,
            committedAt,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                DateTimeOffset? time = null;
                if (Options.TextOf(parsed, committedAt) is { } text)
                {
                    if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
                        return Report.Failure(DeliveryFailure.WrongUsage($"--committed-at '{text}' is no time of ISO 8601."));
                    time = read.ToUniversalTime();
                }

                if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var context, out var failure))
                    return Report.Failure(failure);
                var publisher = new ReleasePublisher(context.Releases, context.Ledger, TimeProvider.System);
                var request = new PublishRequest(parsed.GetValue(version)!, parsed.GetValue(packages)!, parsed.GetValue(commit)!, time);
                if (!(await publisher.PublishAsync(request, cancellationToken)).TryGet(out var release, out failure))
                    return Report.Failure(failure);
                Console.WriteLine(
                    $"{release.Version}: {string.Join(", ", release.Packages.Select(package => package.Target))}; "
                        + $"{release.Models[0].Name} {release.Models[0].Version}"
                );
                return ExitCode.Done;
            }
        );
        return command;
    }
}
