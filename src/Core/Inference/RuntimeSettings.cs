namespace Serverless.Core.Inference;

/// <summary>How graphs are run.</summary>
/// <param name="Threads">Threads of one run, at least 1. Always given: the runtime's own choice reads the CPU list, which is hidden on
/// some platforms.</param>
public sealed record RuntimeSettings(int Threads)
{
    /// <summary>
    /// Whether memory for tensors is given back after each run instead of being kept for the next; off by default. Keeping it costs as
    /// much as the largest picture of each graph ever took (docs/figures-device.md).
    /// </summary>
    public bool SavesMemory { get; init; }

    /// <summary>
    /// A thread for every second processor: what the system counts are mostly two halves of one core, and both were no faster than one
    /// (docs/figures-forms.md).
    /// </summary>
    public static RuntimeSettings Default { get; } = new(Math.Max(1, Environment.ProcessorCount / 2));
}
