using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// A file format that carries an XMP packet (XMP Specification Part 3, ISO 16684-1). Everything but the packet stays byte for byte as
/// it was.
/// </summary>
internal interface IXmpContainer
{
    /// <summary>Whether a file is of this format, by its first bytes.</summary>
    bool Knows(ReadOnlySpan<byte> file);

    /// <summary>
    /// Whether packets stand in the file as they are, so that a look through its bytes finds one where the format has no place for it;
    /// not where the format leaves old ones behind.
    /// </summary>
    bool HasStrays { get; }

    /// <summary>Every packet, wherever the format or a usual writer puts one.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    IReadOnlyList<XmpPart> Parts(ReadOnlySpan<byte> file);

    /// <summary>The file with another main packet, or with none; other packets stay.</summary>
    /// <returns>The file, or why this one cannot carry it.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    Result<byte[], string> Embed(byte[] file, byte[]? packet);

    /// <summary>Adds everything but the packet, and what only says that there is one.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    void Digest(ReadOnlySpan<byte> file, IncrementalHash into);
}
