using Serverless.Package;

// A step of `make package`: Package FOLDER ARCHIVE.zip
// Packs a published folder so that the same files give the same bytes, and writes ARCHIVE.cdx.json beside it.
if (args is not [var folder, var archive]) return 2;
foreach (var file in Directory.EnumerateFiles(folder, "Serverless.*.xml").Concat(Directory.EnumerateFiles(folder, "*.pdb"))) File.Delete(file); // for readers of the code, not for machines that run it
ZipPackage.Write(folder, archive);
BillOfMaterials.Write(folder, Path.ChangeExtension(archive, ".cdx.json"));
var unpacked = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
Console.WriteLine(FormattableString.Invariant($"{archive}: {new FileInfo(archive).Length / 1048576.0:F1} MiB, {unpacked / 1048576.0:F1} MiB unpacked"));
return 0;
