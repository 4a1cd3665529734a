using System.Security.Cryptography;
using System.Text;
using Serverless.Results.Documents;

namespace Serverless.Results;

/// <summary>A digest of words as we wrote them, kept beside them: who finds other words there knows that a person wrote them.</summary>
public static class TextChecksum
{
    private const int Digits = 32;

    /// <summary>The mark of a caption's words.</summary>
    /// <param name="caption">The caption; null where there is none.</param>
    public static string Of(CaptionDocument? caption) => Of(caption?.AltText, caption?.LongDescription);

    /// <summary>The mark of words.</summary>
    /// <param name="altText">The alt text; null for none.</param>
    /// <param name="longDescription">The long description; null for none.</param>
    public static string Of(string? altText, string? longDescription) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{altText}\n{longDescription}")))[..Digits];
}
