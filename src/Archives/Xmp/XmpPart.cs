namespace Serverless.Archives.Xmp;

/// <summary>A part of a file that holds an XMP packet, or a piece of one.</summary>
/// <param name="Start">Its first byte in the file.</param>
/// <param name="End">First byte behind it.</param>
/// <param name="Packet">The packet; null where a neighbour has it whole.</param>
/// <param name="IsMain">Whether it is the packet that is written: the first one at the place the format has for it.</param>
/// <param name="Error">Why it cannot be read; null where it can.</param>
internal sealed record XmpPart(int Start, int End, byte[]? Packet, bool IsMain = false, string? Error = null);
