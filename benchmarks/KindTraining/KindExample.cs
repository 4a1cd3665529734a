namespace Serverless.Benchmarks.KindTraining;

/// <summary>A picture of known kind, measured.</summary>
/// <param name="File">Its path, relative to the folder of all.</param>
/// <param name="Kind">Lower case.</param>
/// <param name="Source">The package or program it comes from.</param>
/// <param name="Hash">Its difference hash.</param>
/// <param name="Vector">All features, text's last.</param>
internal sealed record KindExample(string File, string Kind, string Source, UInt128 Hash, double[] Vector);
