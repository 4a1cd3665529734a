using Serverless.Storage.Files;

namespace Serverless.Results.Listing;

/// <summary>
/// Which files are inspected. A file's bytes decide whether it is a picture; its name only saves reads: one that ends as pictures' do
/// is read in any case, one that plainly is something else is passed over (the endings stand in docs/operations/archives.md), and of
/// every other the first bytes are read.
/// </summary>
public static class PictureNames
{
    /// <summary>Formats that are not accepted are taken too, so that each file is reported and none is skipped silently.</summary>
    private static readonly HashSet<string> Pictures = Endings(
        "jfif jif jfi pjpeg pjp jpg_large apng avifs heic heif heics hif bmp dib svg svgz jxl jp2 jpx j2k",
        "psd psb ico cur ppm pgm pbm pnm exr dng cr2 cr3 nef nrw arw srf sr2 orf rw2 raf pef raw"
    );

    private static readonly HashSet<string> Others = Endings(
        "txt md rst log json jsonl ndjson xml xmp yaml yml toml ini cfg conf csv tsv html htm css js mjs ts map wasm",
        "pdf doc docx dot dotx xls xlsx ppt pptx odt ods odp rtf epub mobi tex ps eps ai indd",
        "mp4 m4v mov avi mkv webm mpg mpeg mts m2ts wmv flv 3gp ogv vob srt vtt",
        "mp3 m4a aac wav flac ogg oga opus wma aiff mid",
        "zip gz tgz bz2 xz zst 7z rar tar iso dmg jar whl nupkg deb rpm apk",
        "exe dll so dylib o a lib pdb class pyc msi sys lnk url",
        "c h cc cpp hpp cs java py rb go rs php pl sh bash ps1 bat cmd sql ipynb",
        "ttf otf woff woff2 eot db sqlite sqlite3 mdb parquet avro orc pb onnx pt pth safetensors npy npz h5 tfrecord",
        "eml msg ics vcf gpx kml geojson sig asc pem crt key pub sha256 md5 torrent part crdownload"
    );

    /// <summary>Extensions that are skipped without a read, each with its dot, in lower case.</summary>
    public static IReadOnlyCollection<string> PassedOver => Others;

    /// <summary>What a name says.</summary>
    /// <param name="name">A file name or key.</param>
    public static NameKind KindOf(string name)
    {
        if (SystemFiles.IsOne(name))
            return NameKind.Other;
        var ending = Path.GetExtension(name);
        if (MediaTypes.IsPicture(name) || Pictures.Contains(ending))
            return NameKind.Picture;
        return Others.Contains(ending) ? NameKind.Other : NameKind.Unknown;
    }

    private static HashSet<string> Endings(params string[] lines) =>
        new(lines.SelectMany(line => line.Split(' ')).Select(ending => "." + ending), StringComparer.OrdinalIgnoreCase);
}
