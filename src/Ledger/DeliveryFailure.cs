using Serverless.Storage;

namespace Serverless.Ledger;

/// <summary>Why a verb did not do what was asked.</summary>
/// <param name="Code">A number of <see cref="ExitCode"/>.</param>
/// <param name="Detail">The true reason and what to do; no stack, key or signed address.</param>
public sealed record DeliveryFailure(int Code, string Detail)
{
    /// <summary>Wrong words of the command line or in a file of settings; nothing was done.</summary>
    public static DeliveryFailure WrongUsage(string detail) => new(ExitCode.WrongUsage, detail);

    /// <summary>A gate said no.</summary>
    public static DeliveryFailure Refused(string detail) => new(ExitCode.Refused, detail);

    /// <summary>Something cannot be reached or is taken; trying again may help.</summary>
    public static DeliveryFailure TryAgain(string detail) => new(ExitCode.TryAgain, detail);

    /// <summary>The delivery store did not answer as it should.</summary>
    /// <param name="failure">What it said.</param>
    /// <param name="what">What was asked of it.</param>
    public static DeliveryFailure Of(StoreFailure failure, string what) =>
        failure.IsRetryable
            ? TryAgain($"The delivery store: {what}: {failure.Detail} Try again later.")
            : WrongUsage($"The delivery store: {what}: {failure.Detail} See CAPTION_DELIVERY_STORE.");
}
