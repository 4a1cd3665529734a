using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>A file format that carries an XMP packet (XMP Specification Part 3, ISO 16684-1). Everything but the packet stays byte for byte as it was.</summary>
internal interface IXmpCarrier
{
    /// <summary>Whether a file is of this format, by its first bytes.</summary>
    bool Knows(ReadOnlySpan<byte> file);

    /// <summary>The packet; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    byte[]? Find(ReadOnlySpan<byte> file);

    /// <summary>The file with another packet, or with none.</summary>
    /// <returns>The file, or why this one cannot carry it.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    Result<byte[], string> Embed(byte[] file, byte[]? packet);

    /// <summary>Adds everything but the packet, and what only says that there is one.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    void Digest(ReadOnlySpan<byte> file, IncrementalHash into);
}
