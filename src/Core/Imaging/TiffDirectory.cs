namespace Serverless.Core.Imaging;

/// <summary>
/// The first directory of a TIFF (TIFF 6.0, section 2; BigTIFF, libtiff.gitlab.io/libtiff/specification/bigtiff.html): what decides
/// whether its colours can be read rightly, and whether its strips or tiles lie in the file. Each tag is parsed once; the values of all
/// tags together are at most <see cref="MaxValues"/>, whatever the counts claim.
/// </summary>
internal sealed class TiffDirectory
{
    /// <summary>Most numbers read from one directory. A scan of 16,384 rows in one-row strips has two for each row.</summary>
    private const int MaxValues = 1 << 20;

    /// <summary>Most pages followed from one to the next: above the highest limit of frames.</summary>
    private const int MaxPages = 100_001;

    private readonly Dictionary<TiffTag, long[]> _values = [];

    private TiffDirectory() { }

    /// <summary>Whether the directory, or a strip or tile it lists, lies past the end of the file.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Reads it.</summary>
    public static TiffDirectory Read(ReadOnlySpan<byte> bytes)
    {
        var directory = new TiffDirectory();
        var reader = new TiffReader(bytes);
        directory.IsTruncated =
            reader.Header() is not { } first || !directory.ReadEntries(reader, first) || directory.Overruns(bytes.Length);
        return directory;
    }

    /// <summary>Directories in the chain; a chain that comes back to itself ends there.</summary>
    public static int CountPages(ReadOnlySpan<byte> bytes)
    {
        var reader = new TiffReader(bytes);
        var seen = new HashSet<long>();
        for (var at = reader.Header(); at is { } offset and > 0 && seen.Count < MaxPages && seen.Add(offset); )
            at = reader.Next(offset);
        return seen.Count;
    }

    /// <summary>A tag's first number; the specification's default where it is not there.</summary>
    public long Number(TiffTag tag, long defaultValue) => Numbers(tag) is [var first, ..] ? first : defaultValue;

    /// <summary>All numbers of a tag; none where it is not there.</summary>
    public ReadOnlySpan<long> Numbers(TiffTag tag) => _values.GetValueOrDefault(tag);

    private bool ReadEntries(TiffReader reader, long directory)
    {
        if (reader.EntryCount(directory) is not { } count)
            return false;
        var remaining = MaxValues;
        for (long entry = 0; entry < count; entry++)
        {
            if (reader.Entry(directory, entry) is not { } found)
                return false;
            if (!Enum.IsDefined((TiffTag)found.Tag) || _values.ContainsKey((TiffTag)found.Tag))
                continue;
            if (found.Count > remaining || reader.Values(found) is not { } values)
                return false;
            remaining -= values.Length;
            _values.Add((TiffTag)found.Tag, values);
        }

        return true;
    }

    private bool Overruns(long length)
    {
        var offsets = Numbers(TiffTag.StripOffsets) is { Length: > 0 } strips ? strips : Numbers(TiffTag.TileOffsets);
        var counts = Numbers(TiffTag.StripByteCounts) is { Length: > 0 } sizes ? sizes : Numbers(TiffTag.TileByteCounts);
        for (var i = 0; i < Math.Min(offsets.Length, counts.Length); i++)
        {
            if (offsets[i] < 0 || counts[i] < 0 || offsets[i] > length - counts[i])
                return true;
        }

        return false;
    }
}

/// <summary>The tags that are read.</summary>
internal enum TiffTag
{
    BitsPerSample = 258,
    Compression = 259,
    Photometric = 262,
    StripOffsets = 273,
    Orientation = 274,
    SamplesPerPixel = 277,
    StripByteCounts = 279,
    TileOffsets = 324,
    TileByteCounts = 325,
    ExtraSamples = 338,
    SampleFormat = 339,
}
