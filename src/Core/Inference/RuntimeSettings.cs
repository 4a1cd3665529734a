namespace Serverless.Core.Inference;

/// <summary>How graphs are run.</summary>
/// <param name="Threads">Threads of one run, at least 1. Always given: the runtime's own choice reads the CPU list, which is hidden on some platforms.</param>
public sealed record RuntimeSettings(int Threads)
{
    /// <summary>One thread a processor.</summary>
    public static RuntimeSettings Default { get; } = new(Environment.ProcessorCount);
}
