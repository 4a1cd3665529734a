namespace Serverless.Core.Inference;

/// <summary>What computes the graphs.</summary>
public enum ExecutionProvider
{
    /// <summary>Processors.</summary>
    Cpu,

    /// <summary>A GPU of NVIDIA. Needs the runtime's GPU build, its driver, CUDA and cuDNN.</summary>
    Cuda,
}
