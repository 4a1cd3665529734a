using System.Globalization;
using Serverless.Package;

// A step of `make package`; the same files give the same bytes.
// Package FOLDER ARCHIVE.zip [MAX_MIB]                packs a published folder and writes ARCHIVE.cdx.json beside it; refuses one that
//                                                     takes more unpacked than its platform allows
if (args is not [var folder, var archive, .. var limits] || limits.Length > 1)
    return 2;
foreach (
    var file in Directory
        .EnumerateFiles(folder, "Serverless.*.xml")
        .Concat(Directory.EnumerateFiles(folder, "*.pdb", SearchOption.AllDirectories))
)
    File.Delete(file); // for readers of the code, not for machines that run it
ZipPackage.Write(folder, archive);
BillOfMaterials.Write(folder, Path.ChangeExtension(archive, ".cdx.json"));
var unpacked = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
if (limits is [var limit] && unpacked > long.Parse(limit, CultureInfo.InvariantCulture) * 1048576)
{
    Console.Error.WriteLine(
        FormattableString.Invariant(
            $"{archive}: {unpacked / 1048576.0:F1} MiB unpacked, more than the {limit} MiB that its platform allows"
        )
    );
    return 1;
}

Console.WriteLine(
    FormattableString.Invariant($"{archive}: {new FileInfo(archive).Length / 1048576.0:F1} MiB, {unpacked / 1048576.0:F1} MiB unpacked")
);
return 0;
