using System.CommandLine;
using Serverless.Results;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Cli.Commands;

/// <summary><c>caption forget</c>: removes what is kept about a picture.</summary>
internal static class ForgetCommand
{
    private const int DigestDigits = 64;

    public static Command Create()
    {
        var picture = new Argument<string>("PICTURE")
        {
            Description = "A picture's address, or the SHA-256 of its bytes (64 hexadecimal digits).",
        };
        var command = new Command(
            "forget",
            "Removes results, features and reviews of a picture below CAPTION_EVENTS_FROM, and leaves a tombstone. The picture "
                + "itself stays."
        )
        {
            picture,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(picture)!, cancellationToken));
        return command.WithExamples(
            "caption forget s3://photos/in/me.jpg",
            "caption forget 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        );
    }

    private static async Task<int> RunAsync(string picture, CancellationToken cancellationToken)
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
        if (settings.Events.From.Count == 0)
            throw new InvalidDataException("CAPTION_EVENTS_FROM names no folders to forget in.");
        var stores = StoreSetup.Open(settings, PictureSources.Clouds, TimeProvider.System);
        BlobFolder Open(BlobAddress one) =>
            stores.Open(one).TryGet(out var folder, out var closed) ? folder : throw new InvalidDataException($"{one}: {closed.Detail}");
        var opener = new ResultStores(stores, settings.Events.ResultsTo);
        var resultStores = settings
            .Events.From.Select(one =>
                opener.Of(one).TryGet(out var opened, out var closed) ? opened : throw new InvalidDataException($"{one}: {closed.Detail}")
            )
            .ToList();
        var reviewStore = settings.Events.ReviewsTo is { } reviews ? new ReviewStore(Open(reviews), false) : null;
        var forgetting = new Erasure(resultStores, reviewStore, TimeProvider.System);
        var isDigest = picture.Length == DigestDigits && picture.All(char.IsAsciiHexDigit);
        var forgotten = isDigest
            ? await forgetting.EraseAsync(picture.ToLowerInvariant(), cancellationToken)
            : await forgetting.EraseAsync(AddressArguments.Parse(picture), cancellationToken);

        foreach (var address in forgotten.Pictures)
            Console.WriteLine($"{SingleLine.Escape(address.ToString())}\tforgotten");
        await Console.Error.WriteLineAsync(
            $"forgotten: {forgotten.Pictures.Count} pictures' results, {forgotten.Captions} captions with their features and reviews"
        );
        foreach (var kept in forgotten.Kept)
            await Console.Error.WriteLineAsync($"not removed: {kept}");
        if (forgotten.Kept.Count > 0)
            return ExitCode.TryAgain;
        return forgotten.Pictures.Count + forgotten.Captions > 0 ? ExitCode.Done : ExitCode.Partial;
    }
}
