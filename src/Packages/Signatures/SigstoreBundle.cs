using Serverless.Signing;

namespace Serverless.Packages.Signatures;

/// <summary>A signature as Sigstore stores it (https://github.com/sigstore/protobuf-specs, bundle v0.3), made with a key.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="VerificationMaterial">A hint at the key.</param>
/// <param name="DsseEnvelope">The signed statement.</param>
public sealed record SigstoreBundle(string MediaType, VerificationMaterial VerificationMaterial, DsseEnvelope DsseEnvelope);

/// <summary>What verifies a signature.</summary>
/// <param name="PublicKey">The key.</param>
public sealed record VerificationMaterial(PublicKeyHint PublicKey);

/// <summary>A key that is known by other ways.</summary>
/// <param name="Hint">SHA-256 of its PEM, in hexadecimal, as OpenSSF's model signing makes it.</param>
public sealed record PublicKeyHint(string Hint);
