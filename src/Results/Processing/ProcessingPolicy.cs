using Serverless.Core.Pipeline;
using Serverless.Results.Documents;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Results.Processing;

/// <summary>
/// What is asked of stored pictures, and what counts as done. By default as upload events have it: the work of one name is done once,
/// whatever else there is.
/// </summary>
/// <param name="MaxBytes">Largest picture in bytes.</param>
public sealed record ProcessingPolicy(long MaxBytes)
{
    /// <summary>What each picture is asked with. Nothing is explained: what is stored is the same whoever asks.</summary>
    public CaptionOptions Options
    {
        get;
        init => field = value with { Explain = null };
    } = CaptionOptions.Default;

    /// <summary>Names the batch run; null outside of one.</summary>
    public string? Run { get; init; }

    /// <summary>What failures rest on, kept with them; null for failures that stand whatever changes.</summary>
    public FailureGrounds? Grounds { get; init; }

    /// <summary>
    /// Whether any result about the version counts, whatever run and model made it; else only the result of this very work.
    /// </summary>
    public bool TakesAnyResult { get; init; }

    /// <summary>
    /// Whether the picture was listed, so that a name the store cannot give is a failure; else it is as good as gone: an event may be
    /// about anything.
    /// </summary>
    public bool IsListed { get; init; }

    /// <summary>Whether this is the last try: a failure that may pass is recorded as well.</summary>
    public bool IsLastAttempt { get; init; }

    /// <summary>Whether pictures that have a result are described once more.</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether a model's results are made once more; null for none.</summary>
    public Func<ModelDocument, bool>? IsOutdated { get; init; }

    /// <summary>Whether pictures that failed are tried once more although nothing has changed.</summary>
    public bool RetriesFailed { get; init; }

    /// <summary>Whether a person's text gives way to the model's.</summary>
    public bool ReplacesPerson { get; init; }

    /// <summary>Whether a picture with a result about what is stored now is described all the same.</summary>
    /// <param name="found">Its latest result.</param>
    public bool Wants(PointerDocument found)
    {
        // 1. A failure whose grounds are others now may be mended.
        if (found.Latest.Error is { } error && Grounds?.Hold(error) == false)
            return true;

        // 2. Failures are tried once more where that is asked, each once a run.
        var isMine = found.Latest.Run == Run && found.Latest.MinQuality == Options.MinQuality;
        if (found.Latest.Error is not null && RetriesFailed)
            return !isMine;

        // 3. A person's text stays, unless it is to give way.
        if (found.IsByPerson)
            return ReplacesPerson;

        // 4. What is forced, outdated, or was asked otherwise is made once more, each once a run.
        return IsStale(found.Latest) && !isMine;
    }

    /// <summary>Whether a failure that was recorded is tried once more.</summary>
    /// <param name="error">The failure.</param>
    public bool Wants(ResultError error) => RetriesFailed || Grounds?.Hold(error) == false;

    /// <summary>
    /// Names the work of describing a picture once more: by the run, and after a failure also by the failure's grounds.
    /// </summary>
    /// <param name="found">Its latest result.</param>
    public string? RetryOf(PointerDocument found) => found.Latest.Error is null ? Run : $"{Run}|{Grounds?.Summary}";

    /// <summary>A failure as it is recorded.</summary>
    /// <param name="failure">The failure.</param>
    public ResultError ErrorOf(CaptionFailure failure) =>
        Grounds?.Of(failure) ?? new ResultError(FailureTable.Of(failure.Reason).Code, failure.Detail);

    /// <summary>The failure of a picture above the limit; with grounds it names the setting and its value.</summary>
    /// <param name="failure">What the store said.</param>
    public CaptionFailure TooLarge(StoreFailure failure)
    {
        var limit = Grounds is null ? "" : $" {SettingNames.MaxImageBytes} says how many; it is {MaxBytes}.";
        return new CaptionFailure(FailureReason.BodyTooLarge, failure.Detail + limit);
    }

    private bool IsStale(ResultDocument latest) =>
        IsForced
        || latest.MinQuality != Options.MinQuality
        || (latest.Caption is { } caption && IsOutdated?.Invoke(caption.Model) == true);
}
