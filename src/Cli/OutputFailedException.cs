namespace Serverless.Cli;

/// <summary>
/// What was asked for could not be written to standard output. No <see cref="IOException"/>, so that nothing on the way takes it for a
/// file's or a store's failure.
/// </summary>
/// <param name="why">Why, as the system says.</param>
internal sealed class OutputFailedException(string why) : Exception($"standard output cannot be written: {why}");
