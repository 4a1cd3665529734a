using Serverless.Core;
using Serverless.Signing;

namespace Serverless.Ledger;

/// <summary>The keys of this process, from its environment.</summary>
/// <param name="Signing">Signs; null for none.</param>
/// <param name="Trusted">What signatures are held against: those of CAPTION_TRUSTED_KEYS, else the signing key's own; null for
/// none.</param>
/// <param name="AreSignaturesRequired">CAPTION_TRUSTED_KEYS is set: what is not signed is refused.</param>
public sealed record DeliveryKeys(SigningKey? Signing, TrustedKeys? Trusted, bool AreSignaturesRequired)
{
    /// <summary>No keys: nothing is signed, nothing is held against a signature.</summary>
    public static DeliveryKeys None { get; } = new(null, null, false);

    /// <summary>Reads CAPTION_SIGNING_KEY and CAPTION_TRUSTED_KEYS.</summary>
    /// <param name="environment">Reads environment variables.</param>
    public static Result<DeliveryKeys, DeliveryFailure> Read(Func<string, string?> environment)
    {
        SigningKey? signing = null;
        if (environment(SigningKey.Setting) is { Length: > 0 } file && !SigningKey.Read(file).TryGet(out signing, out var wrong))
            return DeliveryFailure.WrongUsage(wrong);
        if (environment(TrustedKeys.Setting) is not { Length: > 0 } files)
            return new DeliveryKeys(signing, signing?.Public, false);
        var names = files.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return TrustedKeys.Read(names).TryGet(out var trusted, out wrong)
            ? new DeliveryKeys(signing, trusted, true)
            : DeliveryFailure.WrongUsage(wrong);
    }
}
