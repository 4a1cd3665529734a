using Serverless.Quantization;

// A step of `make package TARGET=device`: copies a folder of models with their graphs as int8 where that holds. Always with the same seed,
// so that the same models give the same files.
if (args is not [var from, var to])
{
    Console.Error.WriteLine("usage: Quantize FROM TO");
    return 2;
}

foreach (var outcome in OnnxQuantizer.QuantizeFolder(from, to, new Random(1)))
{
    var what = outcome.Report is { } report
        ? FormattableString.Invariant($"{report.BytesBefore >> 20} MiB to {report.BytesAfter >> 20} MiB, cosine {outcome.Cosine:F4}")
        : outcome.Why;
    Console.WriteLine($"{outcome.Graph}: {what}");
}

return 0;
