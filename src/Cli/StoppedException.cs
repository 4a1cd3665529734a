namespace Serverless.Cli;

/// <summary>A command that ends early with a line for a person.</summary>
/// <param name="line">The line.</param>
/// <param name="exitCode">One of <see cref="Ledger.ExitCode"/>.</param>
internal sealed class StoppedException(string line, int exitCode) : Exception(line)
{
    public int ExitCode { get; } = exitCode;
}
