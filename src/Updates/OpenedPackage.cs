using Serverless.Core.Service;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates;

/// <summary>A package on this machine that may be loaded.</summary>
/// <param name="Source">What is loaded.</param>
/// <param name="Policy">How it is rolled out.</param>
/// <param name="MemoryMiB">What it takes beside what the process has; null where it does not say.</param>
internal sealed record OpenedPackage(ModelSource Source, RolloutPlan Policy, double? MemoryMiB);
