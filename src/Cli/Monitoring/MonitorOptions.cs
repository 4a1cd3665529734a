using System.CommandLine;
using Serverless.Cli.Models;
using Serverless.Monitoring;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Packages.Contract;
using Serverless.Results.Reviews;

namespace Serverless.Cli.Monitoring;

/// <summary>The options of commands that look at traffic.</summary>
internal sealed class MonitorOptions
{
    private const double DefaultHours = 48;

    private readonly Argument<string> _address = new("ADDRESS") { Description = "The folder of CAPTION_TRAFFIC_TO." };

    private readonly Option<string?> _package = new("--package")
    {
        Description =
            "Whose traffic, and whose reference: a model folder, a package, or a registry, which means its champion. Without it, the "
            + "model of the last window and the reference of the default model.",
        HelpName = "MODEL",
    };

    private readonly Option<string?> _reference = new("--reference")
    {
        Description = "Another reference than the model's.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _reviews = new("--reviews")
    {
        Description = "The folder of CAPTION_REVIEWS_TO: how often people agreed with the scores.",
        HelpName = "ADDRESS",
    };

    private readonly Option<double?> _hours = new("--hours") { Description = "How far back, in hours: 48.", HelpName = "N" };

    private readonly Option<int?> _seconds = new("--seconds")
    {
        Description = "Windows are put together to this length, where there is little traffic: a multiple of CAPTION_TRAFFIC_SECONDS.",
        HelpName = "N",
    };

    private readonly Option<int?> _min = new("--min")
    {
        Description = "Pictures that a window must have to be judged: 100.",
        HelpName = "N",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "The report as JSON." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_address);
        foreach (var option in (Option[])[_package, _reference, _reviews, _hours, _seconds, _min, Json])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_hours) is <= 0 or > 24 * 3_660)
                result.AddError("--hours must be above 0 and at most ten years.");
            if (result.GetValue(_seconds) is <= 0)
                result.AddError("--seconds must be above 0.");
            if (result.GetValue(_min) is < 20)
                result.AddError("--min must be at least 20: fewer pictures tell nothing.");
        });
    }

    /// <summary>Looks at the traffic.</summary>
    /// <exception cref="InvalidDataException">The address or the reference is wrong.</exception>
    /// <exception cref="StoppedException">The store is away, or the package is not taken.</exception>
    public async Task<TrafficReport> CheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var surroundings = ModelSurroundings.Create();
        var folder = surroundings.OpenFolder(AddressArguments.ParseFolders([parsed.GetValue(_address)!])[0]);
        var model = parsed.GetValue(_package);
        var file = parsed.GetValue(_reference);
        var chosen = file is not null && model is null ? null : await ChooseAsync(surroundings, model, cancellationToken);
        var reference = file is not null ? DriftReference.Read(file) : DriftReference.Find(chosen?.Folders.Quality, PackageFiles.Drift);
        var reviews = parsed.GetValue(_reviews) is { } address
            ? new ReviewStore(surroundings.OpenFolder(AddressArguments.ParseFolders([address])[0]), keepsFeatures: false)
            : null;
        var question = new TrafficQuestion(TimeProvider.System.GetUtcNow())
        {
            Span = TimeSpan.FromHours(parsed.GetValue(_hours) ?? DefaultHours),
            Seconds = parsed.GetValue(_seconds),
            MinCaptions = parsed.GetValue(_min) ?? TrafficQuestion.DefaultMinCaptions,
            Digest = model is null ? null : chosen?.Digest,
            IsReferenceFixed = file is not null,
            Reviews = reviews,
            MaxAgeDays = CaptionContract.MaxAgeDaysIn(chosen?.Folders.Captioner),
            ModelMadeAt = model is null ? null : await MadeAtAsync(surroundings, model, cancellationToken),
        };
        var found = await new TrafficMonitor().CheckAsync(folder, reference, question, cancellationToken);
        if (!found.TryGet(out var report, out var failure))
            throw new StoppedException(failure.Detail, ExitCode.TryAgain);
        return question is { MaxAgeDays: not null, ModelMadeAt: null }
            ? report with
            {
                Problems = [.. report.Problems, "the model's age is not known: name the registry whose champion it is with --package"],
            }
            : report;
    }

    private static Task<ChosenModel> ChooseAsync(ModelSurroundings surroundings, string? model, CancellationToken cancellationToken) =>
        new ModelChoice(surroundings, (IsQuiet: true, HasColor: false)).OpenAsync(model, cancellationToken);

    /// <summary>When the champion came to serve, where a registry is named; null where no entry says so.</summary>
    private static async Task<DateTimeOffset?> MadeAtAsync(
        ModelSurroundings surroundings,
        string model,
        CancellationToken cancellationToken
    )
    {
        if (!ModelReference.Parse(model).TryGet(out var reference, out _) || reference.Tag is not (null or AliasNames.Champion))
            return null;
        if (!surroundings.Registries.Open(reference).TryGet(out var registry, out _))
            return null;
        using (registry)
        {
            var policy = ModelSurroundings.Policy([], allowsUnsigned: true); // the model itself was checked as the settings say
            var keys = new AliasKeys(null, policy.Trusted, policy.AllowsUnsigned, policy.CacheFolder);
            var read = await new AliasBook(registry, keys, ModelSurroundings.Clock, "").ReadAsync(AliasNames.Champion, cancellationToken);
            return read.Value?.At;
        }
    }
}
