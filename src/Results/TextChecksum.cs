using System.Security.Cryptography;
using System.Text;
using Serverless.Results.Documents;

namespace Serverless.Results;

/// <summary>A checksum of a text as we wrote it, stored with it: another text with the same checksum was edited by a person.</summary>
public static class TextChecksum
{
    private const int Digits = 32;

    /// <summary>The checksum of a caption's text.</summary>
    /// <param name="caption">The caption; null where there is none.</param>
    public static string Of(CaptionDocument? caption) => Of(caption?.AltText, caption?.LongDescription);

    /// <summary>The checksum of a text.</summary>
    /// <param name="altText">The alt text; null for none.</param>
    /// <param name="longDescription">The long description; null for none.</param>
    public static string Of(string? altText, string? longDescription) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{altText}\n{longDescription}")))[..Digits];
}
