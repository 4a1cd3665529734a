namespace Serverless.Archives.Xmp;

/// <summary>The checksum of PNG chunks (PNG specification, annex D). .NET's own stands in a package that not every feed has.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value =>
    {
        var rest = (uint)value;
        for (var bit = 0; bit < 8; bit++) rest = (rest & 1) != 0 ? 0xEDB88320 ^ (rest >> 1) : rest >> 1;
        return rest;
    })];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var part in bytes) sum = Table[(byte)(sum ^ part)] ^ (sum >> 8);
        return ~sum;
    }
}
